"""Decisions of the people of the office in a case: signed with their real keys, and appended as the gateway does it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from crypto import signing
from store.api.messages import ReplySubmission
from store.cases.chain import case_state
from store.cases.conversation import next_sequence
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision
from store.domain.deadlines import DeadlineConfig
from store.domain.event import CaseRole, Check, EventKind, SignedEvent
from store.domain.labels import Label
from store.domain.reply import Notice
from store.domain.retention import DestroyedPart
from store.domain.stages import Stage
from store.model import StoredEvent
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.signed_events import CONTENT, DraftedEvent, EventSigner, drafted


@dataclass(frozen=True)
class Handling:
    """One case on its way through the procedure."""

    office: TestOffice
    case: GenuineCase

    def decide(self, actor: str, draft: DraftedEvent, reply: ReplySubmission | None = None) -> None:
        """One event, and the reply that belongs to it."""
        decision = EventSigner(self.office, self.case).decision(actor, draft, reply=reply)
        new = NewDecision(self.case.case, actor, self.office.clock.today(), decision, self.office.roster)
        append_decision(self.office.database, new, DeadlineConfig().open())

    def plant(self, actor: str, draft: DraftedEvent, *, by_office_key: bool = False) -> None:
        """Put the event that would come next into the database, as an attacker does who has it."""
        (new,) = EventSigner(self.office, self.case).events(actor, [draft])
        event, signed = new.event.read(), new.event
        if by_office_key:
            text = signing.compose(Label.EVENT, event)
            signed = SignedEvent(text, self.office.keys.office.sign(text, event.day))
        row = StoredEvent(
            case=self.case.case,
            sequence=event.sequence,
            statement=signed.statement,
            signature=signed.signature,
            content=new.content,
        )
        with self.office.database.write() as session:
            session.add(row)

    def to_verification(self, actor: str = "sari") -> None:
        self.decide(actor, drafted(EventKind.MOVE, target=Stage.VERIFICATION.value))

    def to_review(self, actor: str = "sari") -> None:
        self.to_verification(actor)
        self.decide(actor, drafted(EventKind.MOVE, target=Stage.REVIEW.value, checks=tuple(Check)))

    def ask(self, question: str, until: date, actor: str = "sari") -> None:
        """From verification: a question, which takes the case to clarification."""
        reply = self._reply(actor, question, Notice("question", until=until))
        target = Stage.CLARIFICATION.value
        self.decide(actor, drafted(EventKind.MOVE, target=target, until=until, entry=reply.sequence), reply)

    def archive(self, words: str, notice: Notice, actor: str = "sari") -> None:
        """From verification."""
        reply = self._reply(actor, words, notice)
        moved = drafted(EventKind.MOVE, content=CONTENT, target=Stage.ARCHIVED.value, entry=reply.sequence)
        self.decide(actor, moved, reply)

    def destroy_part(self, place: int, kind: Literal["file", "message"], leader: str = "dewi") -> None:
        """Let sari propose and a leader sign, as their workstations would."""
        part = DestroyedPart(place, kind, "c" * 64)
        about = case_state(self.office.database, self.case.case).sequence + 1
        proposed = drafted(EventKind.PROPOSE_PART, content=CONTENT, person=leader, part_destroyed=part)
        self.decide("sari", proposed)
        self.decide(
            leader, drafted(EventKind.CONFIRM_PART, CaseRole.SIGNATORY, about=about, part_destroyed=part)
        )

    def _reply(self, actor: str, text: str, notice: Notice) -> ReplySubmission:
        entry = next_sequence(self.office.database, self.case.case)
        return self.office.reply(actor, self.case, entry, text, notice=notice)
