"""An administrator's work on accounts. No content is reachable from here: a TOTP secret alone opens nothing."""

from dataclasses import dataclass, field

import msgspec
import pyotp
from sqlalchemy import delete, select

from store.domain.fields import Identifier
from store.engine.database import Database
from store.gateway.accounts.errors import AccountExistsError, NoAccountError, PersonNameError
from store.gateway.accounts.models import Account, StoredOfficerSession
from store.gateway.accounts.models.account import SECRET_LETTERS


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The entry for a person's authenticator: the base32 secret, and the same as an `otpauth://` address."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


def create_account(accounts: Database, person: str, issuer: str = "Kentongan") -> Enrolment:
    """Create a second factor for a person of the roster.

    The secret is shown once, here. `issuer` is the name that the authenticator shows. Raises `AccountExistsError`,
    `PersonNameError`.
    """
    _check(person)
    secret = pyotp.random_base32(SECRET_LETTERS)
    with accounts.write() as session:
        if session.get(Account, person) is not None:
            raise AccountExistsError
        session.add(
            Account(person=person, totp_secret=secret, highest_step=-1, failures=0, throttled_until=0)
        )
    return _enrolment(person, secret, issuer)


def renew_second_factor(accounts: Database, person: str, issuer: str = "Kentongan") -> Enrolment:
    """Exchange a person's second factor and delete their sessions; the new secret is shown once, here.

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
    accounts.truncate_wal()
    return _enrolment(person, secret, issuer)


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


def _enrolment(person: str, secret: str, issuer: str) -> Enrolment:
    return Enrolment(secret, pyotp.TOTP(secret, name=person, issuer=issuer).provisioning_uri())


def _check(person: str) -> None:
    try:
        msgspec.convert(person, Identifier)
    except msgspec.ValidationError:
        raise PersonNameError from None
