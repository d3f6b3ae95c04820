"""Proven events that matter to the reporter: which calls still wait, and which reply announced a stage.

Each event counts by its signature alone, wherever the store puts it. A later change of an officer's role undoes
neither: otherwise the call would wait for ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from crypto.errors import StatementError
from crypto.mailbox import Mailbox
from source_interface.conversation.recipients import known_exclusions
from source_interface.conversation.services import ConversationServices
from source_interface.conversation.verification import Signers
from store.cases.chain import chain
from store.domain.envelope import Excluded
from store.domain.event import CaseRole, Event, EventKind, SignedEvent
from store.domain.stages import Stage


@dataclass(frozen=True, slots=True)
class PendingRequests:
    """The events of one case, each verified when it is asked for; a `GpgFaultError` if that cannot be done."""

    signers: Signers
    excluded: tuple[Excluded, ...] | None
    events: Sequence[SignedEvent]

    @classmethod
    def by(cls, services: ConversationServices, mailbox: Mailbox) -> Self:
        """Return those of this mailbox; raise a `RosterError` when signatures cannot be checked."""
        signers = Signers(services.events, services.roster.current(), mailbox)
        return cls(signers, known_exclusions(services, mailbox), chain(services.database, mailbox.id))

    def waiting(self) -> frozenset[int]:
        """Return the places of the messages that need attention and that no officer has seen to since."""
        events = list(
            self.proven(
                event
                for event in self.events
                if _says(event, EventKind.RESOLVE_REQUEST, EventKind.REQUEST_ATTENTION)
            )
        )
        attended = max(
            (event.about or 0 for event in events if _is_office(event, EventKind.RESOLVE_REQUEST)), default=0
        )
        return frozenset(
            event.entry
            for event in events
            if event.kind is EventKind.REQUEST_ATTENTION
            and event.entry is not None
            and event.sequence > attended
        )

    def announced(self, stage: Stage) -> Event | None:
        """Return the officer's event that last brought the case to this stage; it names the reply that says so."""
        moves = (event for event in reversed(self.events) if _says(event, EventKind.MOVE, target=stage))
        return next((event for event in self.proven(moves) if event.part is CaseRole.OFFICER), None)

    def last_proven(self, kind: EventKind, target: Stage) -> Event | None:
        """Return the last proven event of this kind that leads to this stage."""
        moves = (event for event in reversed(self.events) if _says(event, kind, target=target))
        return next(iter(self.proven(moves)), None)

    def proven(self, events: Iterable[SignedEvent]) -> Iterable[Event]:
        """Return those of these events that prove themselves."""
        return self.signers.verified(events, self.excluded)


def _says(signed: SignedEvent, *kinds: EventKind, target: Stage | None = None) -> bool:
    """Return whether the event is worth verifying."""
    try:
        event = signed.read()
    except StatementError:
        return False
    return event.kind in kinds and (target is None or event.target == target.value)


def _is_office(event: Event, kind: EventKind) -> bool:
    return (event.part, event.kind) == (CaseRole.OFFICER, kind)
