"""Opening a mailbox with a codename, the session that begins, and what is remembered of it when it ends.

The cookie holds a random token, which opens the wrapped seed in the store. Whatever is wrong with a code, the work and
the answer are the same.
"""

import itertools
import secrets
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from hmac import compare_digest
from typing import Final, Self

from itsdangerous.encoding import base64_decode, base64_encode
from itsdangerous.exc import BadData

from crypto.codename import CodenameTooLongError, normalise
from crypto.errors import WrappingError
from crypto.mailbox import Mailbox, Wrapping
from source_interface.errors import ClosedMeanwhileError, SignedOutError, WrongCodenameError
from source_interface.web.csrf import form_token
from source_interface.web.rate_limits import Derivations, RateLimits
from store.cases.mailboxes import (
    NewSession,
    end_session,
    extend_session,
    find_session,
    find_slot,
    open_session,
)
from store.domain.clock import Clock
from store.engine.database import Database
from store.errors import NotFoundError
from store.values import SlotKind
from store.web.bounded_cache import BoundedCache

DEPARTURES: Final = 40_000  # two for each sign-in at most
COOKIE: Final = "kentongan"
TOKEN_BYTES: Final = 32
_NO_CODE: Final = "a code that no reporter was given"


class SignedOut:
    """The latest departures of this process, by the tokens that the forms carry.

    Leaving a mailbox leaves every session that began in it: the browser knows nothing of one whose answer was lost.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns = itertools.count(1)
        self._forms = BoundedCache[str, tuple[str, int]](DEPARTURES)
        self._left = BoundedCache[str, int](DEPARTURES)

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
    """The services that opening a mailbox needs; a session stays open for `duration` after its last use."""

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
        """The token that the forms of this session carry."""
        return form_token(self.mailbox, self.token)

    def accepts(self, form_token: str) -> bool:
        """Return whether a posted form was made for this session."""
        return compare_digest(form_token.encode(), self.form_token.encode())

    @classmethod
    def begin(cls, services: SessionServices, mailbox: Mailbox, codename: bytes, token: bytes) -> Self:
        """Begin a session by the codename of this lookup, which spends the case's form slots.

        The token must be new. Raises `NotFoundError` if that codename ended meanwhile.
        """
        session = cls(mailbox, token)
        wrapping = Wrapping.of_session(session.token)
        expires = services.clock.quarter_hour_after(services.duration)
        stored = NewSession(mailbox.id, wrapping.lookup, wrapping.seal(mailbox.seed), expires)
        open_session(services.database, stored, codename, services.clock.today())
        services.signed_out.began(session.form_token, mailbox.id)
        return session

    @classmethod
    def resume(cls, services: SessionServices, cookie: str | None) -> Self:
        """Return the session of this cookie and extend it; raise `SignedOutError` if there is none."""
        session = cls.find(services, cookie)
        try:
            session.extend(services)
        except ClosedMeanwhileError:
            raise SignedOutError from None
        return session

    @classmethod
    def find(cls, services: SessionServices, cookie: str | None) -> Self:
        """Return the session of this cookie without writing to the store; raise `SignedOutError` if there is none."""
        token = token_of(cookie)
        wrapping = Wrapping.of_session(token)
        found = find_session(services.database, wrapping.lookup, services.clock.seconds())
        if found is None:
            raise SignedOutError
        try:
            session = cls(Mailbox(wrapping.open(found.wrapped)), token)
        except WrappingError:
            raise SignedOutError from None
        if session.mailbox.id != found.case:  # a row that was moved to another case
            raise SignedOutError
        return session

    def extend(self, services: SessionServices) -> None:
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


def codename_wrapping(services: SessionServices, codename: str) -> Wrapping:
    """Return the wrapping of a new codename's slot; costs a derivation, `BusyError` when no turn came."""
    return Wrapping.of_slot(services.derivations.root(_normalised(codename), services.codename_salt))


def sign_in(
    services: SessionServices, codename: str, token: bytes, *, streamed: bool = False
) -> MailboxSession:
    """Open the mailbox of this codename under a new token; raise `WrongCodenameError` for any other text.

    Raises `BusyError` when no turn came.
    """
    root = services.derivations.root_of_guess(
        _normalised(codename), services.codename_salt, streamed=streamed
    )
    try:
        return _session_by(services, root, token)
    except NotFoundError:  # the code ended while it was looked up
        raise WrongCodenameError from None


def _session_by(services: SessionServices, root: bytes, token: bytes) -> MailboxSession:
    wrapping = Wrapping.of_slot(root)
    slot = find_slot(services.database, wrapping.lookup, services.clock.today())
    if slot is None or slot.kind is not SlotKind.CODENAME:
        raise WrongCodenameError
    try:
        mailbox = Mailbox(wrapping.open(slot.wrapped))
    except WrappingError:
        raise WrongCodenameError from None
    if mailbox.id != slot.case:  # a slot that was moved to another case
        raise WrongCodenameError
    return MailboxSession.begin(services, mailbox, wrapping.lookup, token)


def same_code(shown: str, typed: str) -> bool:
    """Return whether two spellings are one code; a text too long to be a code is not."""
    try:
        return normalise(shown) == normalise(typed)
    except CodenameTooLongError:
        return False


def first_difference(shown: str, typed: str) -> int:
    """Return the number of the first word that differs, counted from 1; it reveals only what both texts say."""
    pairs = zip(_normalised(shown).split(), _normalised(typed).split(), strict=False)
    same = next((place for place, (word, other) in enumerate(pairs) if word != other), None)
    shorter = min(len(_normalised(text).split()) for text in (shown, typed))
    return (shorter if same is None else same) + 1


def _normalised(text: str) -> str:
    try:
        return normalise(text)
    except CodenameTooLongError:
        return _NO_CODE  # the derivation still runs, so that a long text takes the same time
