"""An administrator's work on accounts. No content is reachable from here: a TOTP secret alone opens nothing."""

from datetime import date

import msgspec
import pyotp
from sqlalchemy import delete, select

from store.domain.fields import Identifier
from store.engine.database import Database
from store.gateway.accounts.errors import AccountExistsError, NoAccountError, PersonNameError
from store.gateway.accounts.models import Account, StoredOfficerSession
from store.gateway.accounts.models.account import SECRET_LETTERS
from store.gateway.accounts.sign_in_notices import note_exchange


def create_account(accounts: Database, person: str) -> str:
    """Create a second factor for a person of the roster, and return its secret in base32.

    Raises `AccountExistsError` or `PersonNameError`.
    """
    _check(person)
    secret = pyotp.random_base32(SECRET_LETTERS)
    with accounts.write() as session:
        if session.get(Account, person) is not None:
            raise AccountExistsError
        session.add(
            Account(person=person, totp_secret=secret, highest_step=-1, failures=0, throttled_until=0)
        )
    return secret


def renew_second_factor(accounts: Database, person: str, day: date) -> str:
    """Exchange a person's second factor, delete their sessions, and return the new secret in base32.

    Their next sign-in tells them of the day.

    Raises `NoAccountError` if there is no account.
    """
    secret = pyotp.random_base32(SECRET_LETTERS)
    with accounts.write() as session:
        account = session.get(Account, person)
        if account is None:
            raise NoAccountError
        session.execute(delete(StoredOfficerSession).where(StoredOfficerSession.person == person))
        account.totp_secret = secret
        account.highest_step, account.failures, account.throttled_until = -1, 0, 0
        note_exchange(session, person, day)
    accounts.truncate_wal()
    return secret


def remove_account(accounts: Database, person: str) -> None:
    """Delete a person's second factor and sessions. Raises `NoAccountError` if there is none."""
    with accounts.write() as session:
        removed = session.scalar(delete(Account).where(Account.person == person).returning(Account.person))
    if removed is None:
        raise NoAccountError
    accounts.truncate_wal()


def people(accounts: Database) -> tuple[str, ...]:
    """Return the identifiers of everyone with an account."""
    with accounts.read() as session:
        return tuple(session.scalars(select(Account.person).order_by(Account.person)))


def _check(person: str) -> None:
    try:
        msgspec.convert(person, Identifier)
    except msgspec.ValidationError:
        raise PersonNameError from None
