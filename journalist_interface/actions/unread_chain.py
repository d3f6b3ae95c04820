"""Events for people who do not read the chain: custodians, and members yet to declare."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from crypto.errors import CryptoError, MessageFormError
from crypto.gpg.errors import GpgFaultError, KeyLockedError, UnprocessableError
from crypto.padding import unpad
from journalist_interface.actions.compose import new_event
from journalist_interface.actions.submit import retry_on_conflict
from journalist_interface.cache.verification_cache import Given, VerificationCache
from journalist_interface.keyring import OpenKey
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from store.api.messages import Decision, EventRow
from store.api.people_asked import LISTED_CONTENT_BYTES, MAX_REASON_BYTES
from store.domain.current_roster import CurrentRoster
from store.domain.errors import MisplacedError
from store.domain.event import Content, Event, content_digest, read_content


class ChainEnd(Protocol):
    """The end of a case's chain, according to the store."""

    @property
    def events(self) -> int:
        """The number of events."""

    @property
    def head(self) -> str:
        """The digest of the last event."""


def append_event(
    services: CaseServices,
    officer: OfficerSession,
    event: Event,
    newest: Callable[[], ChainEnd],
    says: Content | None = None,
    recipients: Sequence[Path] = (),
) -> None:
    """Append the event, or the same one at the `newest` end of the chain if the case went on meanwhile."""
    tried = [event]

    def attempt() -> None:
        made = new_event(officer.key, tried[-1], says, recipients)
        services.client.decide(officer.token, event.case, Decision((made,)))

    def went_on() -> bool:
        end = newest()
        tried.append(msgspec.structs.replace(event, sequence=end.events + 1, previous=end.head))
        return tried[-1].sequence > tried[-2].sequence

    retry_on_conflict(attempt, went_on)


def opened_content(key: OpenKey, event: Event, ciphertext: bytes) -> Content:
    """Return what the event says; raises a `CryptoError`, and `MisplacedError` if it belongs to another event."""
    return _content(event, ciphertext, key.decrypt)


def cached_reason(cache: VerificationCache, key: OpenKey, event: Event, ciphertext: bytes) -> Content:
    """Do as `opened_content` with a reason, decrypting it once a session if it is as short as those in lists.

    Raises `MessageFormError` for what is longer than a reason may be.
    """
    if len(ciphertext) > MAX_REASON_BYTES:
        raise MessageFormError
    keep = len(ciphertext) <= LISTED_CONTENT_BYTES  # one person's long reasons would fill the memory
    return _content(
        event, ciphertext, lambda sealed: cache.open(sealed, Given(), key.open, event.actor, keep=keep)[0]
    )


def is_signed(current: CurrentRoster, officer: OfficerSession, event: Event, row: EventRow) -> bool:
    """Return whether the event's actor signed it; raises a `GpgFaultError`, which is not the event's fault."""
    signed = row.event
    try:
        officer.requests_cache.verify(current, event.actor, signed.statement, signed.signature, event.day)
    except GpgFaultError:
        raise
    except CryptoError:
        return False
    return True


def proven_content(
    current: CurrentRoster, officer: OfficerSession, event: Event, row: EventRow
) -> Content | None:
    """Return the reason that an event tells a person who reads no chain; None unless its actor signed it.

    Raises `KeyLockedError` or a `GpgFaultError`, which are not the event's fault, and `UnprocessableError`, which is no
    verdict on it.
    """
    if row.content is None or not is_signed(current, officer, event, row):
        return None
    try:
        return cached_reason(officer.requests_cache, officer.key, event, row.content)
    except (KeyLockedError, GpgFaultError, UnprocessableError):
        raise
    except CryptoError:
        return None


def _content(event: Event, ciphertext: bytes, opener: Callable[[bytes], bytes]) -> Content:
    if content_digest(ciphertext) != event.content:
        raise MisplacedError
    return read_content(unpad(opener(ciphertext)), event)
