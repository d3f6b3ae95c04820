"""Events for tests, signed and linked as a workstation would, and the decisions that they make up.

    signer = EventSigner(office, case)                     # a `GenuineCase`; the chain is read from the store
    signer.decision("sari", drafted(EventKind.MOVE, target="verification"))   # signed, ready to be sent
    signer.decision("sari", drafted(EventKind.TAKE, person="sari"), drafted(EventKind.CLASSIFY, content=CONTENT))
    signer.decision("joko", drafted(EventKind.DECLARE, CaseRole.MEMBER), signer="agus")      # for negative tests

The contents are opaque to the store: what lies in them is up to the test.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from crypto import signing
from store.api.messages import Decision, NewEvent, NewStatistics, ReplySubmission
from store.cases.chain import case_state, chain
from store.domain.event import (
    NO_EVENT,
    CaseRole,
    Event,
    EventKind,
    SignedEvent,
    chain_digest,
    content_digest,
)
from store.domain.labels import Label
from store.domain.roster import REPORTER
from tests import stand_ins
from tests.genuine_case import GenuineCase
from tests.office import TestOffice

CONTENT: Final = stand_ins.message(b"for the readers")


@dataclass(frozen=True)
class DraftedEvent:
    """One event before it is linked and signed: `fields` are those of the event, `blobs` belong to a paper."""

    kind: EventKind
    part: CaseRole = CaseRole.OFFICER
    content: bytes | None = None
    blobs: tuple[str, ...] = ()
    fields: dict[str, object] = field(default_factory=dict)


def drafted(
    kind: EventKind,
    part: CaseRole = CaseRole.OFFICER,
    content: bytes | None = None,
    blobs: tuple[str, ...] = (),
    **fields: object,
) -> DraftedEvent:
    """An event with these fields."""
    return DraftedEvent(kind, part, content, blobs, fields)


@dataclass(frozen=True)
class EventSigner:
    """Signs and links what people do in one case."""

    office: TestOffice
    case: GenuineCase

    def decision(
        self,
        person: str,
        *events: DraftedEvent,
        reply: ReplySubmission | None = None,
        statistics: NewStatistics | None = None,
        signer: str | None = None,
    ) -> Decision:
        """These events at the end of the chain as it is now."""
        return Decision(self.events(person, events, signer), reply, statistics)

    def events(
        self, person: str, drafted_events: Sequence[DraftedEvent], signer: str | None = None
    ) -> tuple[NewEvent, ...]:
        """The events, signed, each after the one before."""
        state = case_state(self.office.database, self.case.case)
        sequence, head = state.sequence, state.head
        made: list[NewEvent] = []
        for draft in drafted_events:
            sequence += 1
            event = self.event(person, draft, sequence, head)
            signed = self.signed(event, signer or person)
            head = chain_digest(signed.statement, signed.signature)
            made.append(NewEvent(signed, draft.content, draft.blobs))
        return tuple(made)

    def event(
        self, person: str, draft: DraftedEvent, sequence: int, previous: str, day: date | None = None
    ) -> Event:
        """An event at this place of the chain, not signed; `fields` may name any field again."""
        content = None if draft.content is None else content_digest(draft.content)
        return Event(
            **{
                "case": self.case.case,
                "sequence": sequence,
                "previous": previous,
                "actor": person,
                "part": draft.part,
                "kind": draft.kind,
                "day": day or self.office.clock.today(),
                "content": content,
                **self._of_kind(draft, sequence, previous),
                **draft.fields,
            }  # type: ignore[arg-type]  # a test may choose any field
        )

    def _of_kind(self, draft: DraftedEvent, sequence: int, previous: str) -> dict[str, object]:
        """Return what a workstation adds: a digest of the keys, or the chain's end when an identity was asked for."""
        if draft.kind is EventKind.ADMIT:
            return {"keys": f"{sequence:064x}"}
        if draft.kind is EventKind.ASK:
            return {"head": previous}
        if draft.kind in {EventKind.DISCLOSE, EventKind.REFUSE}:
            about = draft.fields.get("about")
            asked = [signed.read() for signed in chain(self.office.database, self.case.case)]
            return {"head": next((event.previous for event in asked if event.sequence == about), NO_EVENT)}
        return {}

    def signed(self, event: Event, signer: str) -> SignedEvent:
        """Signed by this person's key, or by the mailbox's voice."""
        statement = signing.compose(Label.EVENT, event)
        if signer == REPORTER:
            return SignedEvent(statement, self.case.mailbox.sign(statement))
        return SignedEvent(statement, self.office.keys.holder(signer).sign(statement, event.day))
