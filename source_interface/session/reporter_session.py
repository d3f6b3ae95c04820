"""A visit to a mailbox, from the code to leaving: the cookie's random token opens the wrapped seed in the store."""

import itertools
import secrets
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from hmac import compare_digest
from typing import Final, Self

from itsdangerous.encoding import base64_decode, base64_encode
from itsdangerous.exc import BadData

from crypto.errors import WrappedSeedError
from crypto.mailbox import Mailbox, Wrapping
from source_interface.errors import ClosedMeanwhileError, SignedOutError
from source_interface.web.csrf import form_token
from source_interface.web.rate_limits import Derivations, RateLimits
from store.cases.mailboxes import NewSession, end_session, extend_session, find_session, open_session
from store.domain.clock import Clock
from store.engine.database import Database
from store.errors import NotFoundError
from store.web.bounded_cache import BoundedCache

REMEMBERED: Final = 40_000  # two for each sign-in at most
COOKIE: Final = "kentongan"
TOKEN_BYTES: Final = 32


class SignedOut:
    """The latest departures of this process, by the tokens that the forms carry.

    Leaving a mailbox leaves every session that began in it: the browser knows nothing of one whose answer was lost.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns = itertools.count(1)
        self._forms = BoundedCache[str, tuple[str, int]](REMEMBERED)
        self._left = BoundedCache[str, int](REMEMBERED)

    def __repr__(self) -> str:
        return "SignedOut(…)"

    def began(self, token: str, case: str) -> None:
        """Record that the form of this token opened this mailbox, or belongs to a session that begins in it now."""
        with self._lock:
            self._forms.set(token, (case, next(self._turns)))

    def ended(self, token: str, case: str) -> None:
        """Record that the mailbox was left; the token is the session's, which may be older than the process."""
        with self._lock:
            self._forms.set(token, self._forms.get(token) or (case, 0))
            self._left.set(case, next(self._turns))

    def case_of(self, token: str) -> str | None:
        """Return the mailbox that was left after the form of this token was used with it."""
        with self._lock:
            case, began = self._forms.get(token) or ("", 0)
            left = self._left.get(case)
            return case if left is not None and left > began else None


@dataclass(frozen=True, slots=True)
class SessionServices:
    """The parts of a running app that opening a mailbox needs; one stays open for `duration` after its last use."""

    database: Database
    clock: Clock
    duration: timedelta
    codename_salt: bytes = field(repr=False)
    derivations: Derivations
    limits: RateLimits
    signed_out: SignedOut


@dataclass(frozen=True, slots=True)
class MailboxSession:
    """A signed-in reporter during one request."""

    mailbox: Mailbox
    token: bytes = field(repr=False)

    @property
    def form_token(self) -> str:
        """Return the token that the forms of this session carry."""
        return form_token(self.mailbox, self.token)

    def accepts(self, form_token: str) -> bool:
        """Return whether a posted form was made for this session."""
        return compare_digest(form_token.encode(), self.form_token.encode())

    @classmethod
    def begin(cls, services: SessionServices, mailbox: Mailbox, codename: bytes) -> Self:
        """Begin a session by the codename of this lookup, which spends the case's form slots.

        Raises `NotFoundError` if that codename ended meanwhile.
        """
        visit = cls(mailbox, new_token())
        wrapping = Wrapping.of_session(visit.token)
        expires = services.clock.quarter_hour_after(services.duration)
        session = NewSession(mailbox.case, wrapping.lookup, wrapping.seal(mailbox.seed), expires)
        open_session(services.database, session, codename, services.clock.today())
        services.signed_out.began(visit.form_token, mailbox.case)
        return visit

    @classmethod
    def resume(cls, services: SessionServices, cookie: str | None) -> Self:
        """Return the session of this cookie and extend it; raise `SignedOutError` if there is none."""
        visit = cls.find(services, cookie)
        try:
            visit.go_on(services)
        except ClosedMeanwhileError:
            raise SignedOutError from None
        return visit

    @classmethod
    def find(cls, services: SessionServices, cookie: str | None) -> Self:
        """Return the session of this cookie without writing to the store; raise `SignedOutError` if there is none."""
        token = token_of(cookie)
        wrapping = Wrapping.of_session(token)
        found = find_session(services.database, wrapping.lookup, services.clock.seconds())
        if found is None:
            raise SignedOutError
        try:
            visit = cls(Mailbox(wrapping.open(found.wrapped)), token)
        except WrappedSeedError:
            raise SignedOutError from None
        if visit.mailbox.case != found.case:  # a row that was moved to another case
            raise SignedOutError
        return visit

    def go_on(self, services: SessionServices) -> None:
        """Extend the session; raise `ClosedMeanwhileError` if it ended meanwhile by signing out or by a new code."""
        expires = services.clock.quarter_hour_after(services.duration)
        try:
            extend_session(services.database, Wrapping.of_session(self.token).lookup, expires)
        except NotFoundError:
            raise ClosedMeanwhileError from None

    def end(self, services: SessionServices) -> None:
        """Sign out, so that neither the cookie nor the rest in the store opens anything."""
        end_session(services.database, Wrapping.of_session(self.token).lookup)


def new_token() -> bytes:
    """Return a random token, with or without a session."""
    return secrets.token_bytes(TOKEN_BYTES)


def cookie_of(token: bytes) -> str:
    """Return the token as the cookie holds it; every token has the same length."""
    return base64_encode(token).decode("ascii")


def token_of(cookie: str | None) -> bytes:
    """Return the token in a cookie; raise `SignedOutError` if there is none."""
    try:
        token = base64_decode(cookie or "")
    except (BadData, UnicodeError):
        raise SignedOutError from None
    if len(token) != TOKEN_BYTES:
        raise SignedOutError
    return token
