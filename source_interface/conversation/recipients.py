"""Recipients of what a reporter sends now, by the case as the reporter's side trusts it.

The case is a chain of events, each verified before it counts, for the store is not trusted. Each event must be signed
by the actor that it names, a person of the roster or the mailbox's voice, and must follow the one before it by the
procedure's table. A person whom it brings in gets something only if the actor had the right to it
(`store.domain.procedure.participants`, as at the workstations).

The chain ends at the first event that does not hold. A person brought in there or later gets nothing. The officers of
the roster read on, except those whom that event or a later one takes off.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, Self

from crypto.errors import CryptoError
from crypto.gpg.errors import GpgFaultError
from crypto.mailbox import Mailbox
from source_interface.conversation.services import ConversationServices, EventMemory
from source_interface.conversation.verification import Signers
from source_interface.errors import MailboxDamagedError
from store.cases.chain import chain
from store.cases.reporter_view import case_head
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded, read_exclusion
from store.domain.event import CaseRole, Event, EventKind, SignedEvent
from store.domain.procedure.errors import ProcedureError
from store.domain.procedure.participants import TrustedParticipants, trusted_participants
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState, first_state
from store.domain.roster import Roster, is_excluded

_logger: Final = logging.getLogger("kentongan")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Certificates to encrypt to, and the people whose access ends with the next message."""

    certificates: list[Path]
    ended: tuple[str, ...]

    @classmethod
    def now(cls, services: ConversationServices, mailbox: Mailbox, current: CurrentRoster) -> Self:
        """Return them by the roster, the exclusions and the verified events.

        Raises `NoReaderError` or `MailboxDamagedError`.
        """
        head = case_head(services.database, mailbox.id)
        excluded = _opened(mailbox, head.exclusion)
        events = chain(services.database, mailbox.id)
        state = trusted_state(services.events, current, mailbox, excluded, head.received, events)
        readers = current.case_readers(excluded, state)
        return cls(current.recipients(readers), _ended(current.roster, excluded))


def excluded_in(services: ConversationServices, mailbox: Mailbox) -> tuple[Excluded, ...]:
    """Return the people whom the reporter excluded, from the record that the mailbox's voice signed.

    Raises `MailboxDamagedError`.
    """
    return _opened(mailbox, case_head(services.database, mailbox.id).exclusion)


def known_exclusions(services: ConversationServices, mailbox: Mailbox) -> tuple[Excluded, ...] | None:
    """Return the people whom the reporter excluded; None if the record cannot be opened."""
    try:
        return excluded_in(services, mailbox)
    except MailboxDamagedError:
        return None


def _opened(mailbox: Mailbox, sealed: bytes) -> tuple[Excluded, ...]:
    try:
        return read_exclusion(mailbox.open(sealed), mailbox.voice_key, mailbox.id).excluded
    except CryptoError:
        raise MailboxDamagedError from None


def _ended(roster: Roster, excluded: tuple[Excluded, ...]) -> tuple[str, ...]:
    """Return also people who moved into an excluded position after the report, or have left the roster."""
    moved = {person.id for person in roster.people if is_excluded(person, excluded)}
    return tuple(sorted(moved | {exclusion.person for exclusion in excluded}))


def trusted_state(
    memory: EventMemory,
    current: CurrentRoster,
    mailbox: Mailbox,
    excluded: tuple[Excluded, ...],
    received: date,
    events: Iterable[SignedEvent],
) -> CaseState:
    """Return who belongs to the case by the verified events; raise a `GpgFaultError` when GnuPG cannot check one."""
    signers = Signers(memory, current, mailbox)
    held, rest = _held(signers, received, list(events))
    participants = trusted_participants(current.roster, excluded, mailbox.id, received, held)
    if not rest:
        return participants.state
    gone = _taken_off(signers, participants, excluded, rest, len(held))
    return replace(participants.state, dismissed=participants.state.dismissed | gone)


def _held(
    signers: Signers, received: date, events: list[SignedEvent]
) -> tuple[list[Event], list[SignedEvent]]:
    """Return the events that hold, and the rest from the first that does not, which is logged once."""
    state = first_state(signers.mailbox.id, received)
    held: list[Event] = []
    for signed in events:
        try:
            event = signers.read(signed)
            state = apply(state, event, signed.digest)
        except GpgFaultError:
            raise
        except (CryptoError, ProcedureError) as error:
            named = (signers.current.roster.serial, signers.mailbox.id, signed.digest)
            if signers.memory.named.set(named, None):
                _logger.warning(
                    "An event of a case is not believed, nor what follows it (%s). The audit names it.",
                    type(error).__name__,
                )
            break
        held.append(event)
    return held, events[len(held) :]


def _taken_off(
    signers: Signers,
    participants: TrustedParticipants,
    excluded: tuple[Excluded, ...],
    events: Iterable[SignedEvent],
    held: int,
) -> frozenset[str]:
    """Return the people whom events beyond the trusted end take off: a later change of an officer's role undoes none.

    The event signed as the later one counts, wherever the store puts it. Only a present officer brings a person back.
    """
    latest: dict[str, tuple[int, bool]] = {}
    for signed in events:
        event = _removal(signers, participants, excluded, signed)
        if event is not None and event.sequence > held:
            said = (event.sequence, event.kind is EventKind.DISMISS)
            latest[event.person or ""] = max(said, latest.get(event.person or "", said))
    return frozenset(person for person, (_place, gone) in latest.items() if gone)


def _removal(
    signers: Signers, participants: TrustedParticipants, excluded: tuple[Excluded, ...], signed: SignedEvent
) -> Event | None:
    """Return the event if it takes a person off this case, or brings an officer back; otherwise None."""
    try:
        event = signers.read(signed)
    except GpgFaultError:
        raise
    except CryptoError:
        return None  # not signed by a person of the office
    actor = signers.current.roster.person(event.actor)
    if event.person is None or actor is None or is_excluded(actor, excluded):
        return None
    if event.kind is EventKind.DISMISS and (event.part is CaseRole.OFFICER or event.person == event.actor):
        return event
    brings_back = event.kind is EventKind.ADMIT and (event.part, event.role) == (
        CaseRole.OFFICER,
        CaseRole.OFFICER,
    )
    return event if brings_back and not participants.objections(event) else None
