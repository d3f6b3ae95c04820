"""The second factor: TOTP (RFC 6238, SHA-1, six digits, 30 seconds), each code valid once and never backwards.

Everything happens in the caller's write transaction: two processes that get the same code at the same moment cannot
both accept it.
"""

from datetime import date
from hmac import compare_digest
from typing import Final

import pyotp
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.gateway.accounts.models import Account
from store.gateway.accounts.sign_in_notices import note_wrong_code
from store.gateway.errors import GatewayRefusalError, RefusedError, ThrottledError, WrongCodeError

STEP_SECONDS: Final = 30
WINDOW: Final = (-1, 0, 1)  # steps by which a person's clock, or slowness, may differ
FREE_FAILURES: Final = 5
FIRST_WAIT_SECONDS: Final = 30
LONGEST_WAIT_SECONDS: Final = 15 * 60


def check_code(session: Session, person: str, code: str, now: int, today: date) -> GatewayRefusalError | None:
    """Use up a good code and return None, or count the failure and return the refusal.

    The refusal is returned, not raised: raising would roll the count back. Call this only after a good signature, so
    that only the key's holder can use up attempts.
    """
    account = session.scalars(select(Account).where(Account.person == person).with_for_update()).one_or_none()
    if account is None:
        return RefusedError()
    if account.throttled_until > now:
        return ThrottledError(account.throttled_until - now)
    step = _step_of(account.totp_secret, code, now, account.highest_step)
    if step is not None and _accept(session, person, step):
        return None
    _count_failure(account, now)
    note_wrong_code(session, person, today)
    return WrongCodeError()


def wait_after(failures: int) -> int:
    """Return the seconds without a look at codes after so many failures in a row: 30 from the fifth, then doubling."""
    if failures < FREE_FAILURES:
        return 0
    doubled = min(failures - FREE_FAILURES, LONGEST_WAIT_SECONDS.bit_length())
    return min(FIRST_WAIT_SECONDS << doubled, LONGEST_WAIT_SECONDS)


def _step_of(secret: str, code: str, now: int, highest: int) -> int | None:
    """Return the first step after the highest accepted one to which this code belongs."""
    totp = pyotp.TOTP(secret)
    steps = [now // STEP_SECONDS + shift for shift in WINDOW]
    good = [step for step in steps if compare_digest(totp.generate_otp(step), code)]
    return next((step for step in good if step > highest), None)


def _accept(session: Session, person: str, step: int) -> bool:
    """Compare and set: of two requests with one code, the database lets one through."""
    accepted = session.execute(
        update(Account)
        .where(Account.person == person, Account.highest_step < step)
        .values(highest_step=step, failures=0, throttled_until=0)
        .returning(Account.person)
    )
    return accepted.first() is not None


def _count_failure(account: Account, now: int) -> None:
    account.failures += 1
    wait = wait_after(account.failures)
    if wait:
        account.throttled_until = now + wait
