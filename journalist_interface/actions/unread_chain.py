"""Events for people who do not read the chain: custodians, and members yet to declare."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from crypto.padding import unpad
from journalist_interface.actions.submit import retry_on_conflict
from journalist_interface.cache.verification_cache import VerificationCache
from journalist_interface.keyring import OpenKey
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from store.api.messages import Decision, NewEvent
from store.domain.errors import MisplacedError
from store.domain.event import Content, Event, content_digest, read_content


class ChainEnd(Protocol):
    """The end of a case's chain, according to the store."""

    @property
    def case(self) -> str:
        """The case."""

    @property
    def events(self) -> int:
        """The number of events."""

    @property
    def head(self) -> str:
        """The digest of the last event."""


E = TypeVar("E", bound=ChainEnd)


def append_event(
    services: CaseServices,
    officer: OfficerSession,
    end: E,
    make: Callable[[E], NewEvent],
    newest: Callable[[], E],
) -> None:
    """Append what `make` signs for this end, or for the `newest` end if the case went on meanwhile."""
    ends = [end]

    def attempt() -> None:
        services.client.decide(officer.token, end.case, Decision((make(ends[-1]),)))

    def went_on() -> bool:
        ends.append(newest())
        return ends[-1].events > ends[-2].events

    retry_on_conflict(attempt, went_on)


def opened_content(key: OpenKey, event: Event, ciphertext: bytes) -> Content:
    """Return what the event says; raises a `CryptoError`, and `MisplacedError` if it belongs to another event."""
    return _content(event, ciphertext, key.decrypt)


def remembered_content(cache: VerificationCache, key: OpenKey, event: Event, ciphertext: bytes) -> Content:
    """Do as `opened_content`, decrypting once a session."""
    return _content(event, ciphertext, lambda sealed: cache.open(sealed, (), key.open, event.actor)[0])


def _content(event: Event, ciphertext: bytes, opener: Callable[[bytes], bytes]) -> Content:
    if content_digest(ciphertext) != event.content:
        raise MisplacedError
    return read_content(unpad(opener(ciphertext)), event)
