"""What the people of the office decide in a case: signed with their real keys, and appended as the gateway does it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from crypto.event import (
    NO_EVENT,
    Action,
    Check,
    Event,
    Part,
    SignedEvent,
    content_digest,
    event_statement,
)
from crypto.reply import Notice
from store.chain import chain
from store.contract.deadlines import DeadlineConfig
from store.contract.messages import Decision, NewEvent, ReplySubmission
from store.contract.stages import Stage
from store.conversation import next_sequence
from store.decisions import NewDecision, decide
from store.model import Event as EventRow
from tests.genuine_case import GenuineCase
from tests.office import TestOffice

SAID = b"what is said lies in here, encrypted"


@dataclass(frozen=True)
class Handling:
    """One case on its way through the procedure."""

    office: TestOffice
    case: GenuineCase

    def decide(self, actor: str, action: Action, *, said: bool = False, **fields: object) -> None:
        """One event, with a content if something is `said`."""
        self._append(actor, signed=self.signed(actor, action, said=said, **fields), said=said)

    def signed(self, actor: str, action: Action, *, said: bool = False, **fields: object) -> SignedEvent:
        """The event that would come next."""
        return self.signed_by(actor, self.event(actor, action, said=said, **fields))

    def signed_by(self, signer: str, event: Event) -> SignedEvent:
        """An event with anybody's signature; "office" is the office key."""
        text = event_statement(event)
        keys = self.office.keys
        holder = keys.office if signer == "office" else keys.holder(signer)
        return SignedEvent(text, holder.sign(text, event.day))

    def event(self, actor: str, action: Action, *, said: bool = False, **fields: object) -> Event:
        """What the next event would say."""
        before = chain(self.office.database, self.case.case)
        given: dict[str, Any] = {
            "case": self.case.case,
            "sequence": len(before) + 1,
            "previous": before[-1].digest if before else NO_EVENT,
            "actor": actor,
            "part": Part.OFFICER,
            "action": action,
            "day": self.office.clock.today(),
            "content": content_digest(SAID) if said else None,
        }
        return Event(**(given | fields))

    def plant(self, signed: SignedEvent, content: bytes | None = SAID) -> None:
        """Put an event into the database as somebody does who has it."""
        row = EventRow(
            case=self.case.case,
            sequence=signed.read().sequence,
            statement=signed.statement,
            signature=signed.signature,
            content=content,
        )
        with self.office.database.write() as session:
            session.add(row)

    def to_verification(self, actor: str = "sari") -> None:
        self.decide(actor, Action.MOVE, target=Stage.VERIFICATION.value)

    def to_review(self, actor: str = "sari") -> None:
        self.to_verification(actor)
        self.decide(actor, Action.MOVE, target=Stage.REVIEW.value, checks=tuple(Check))

    def ask(self, question: str, until: date, actor: str = "sari") -> None:
        """From verification: a question, which takes the case to clarification."""
        notice = Notice("question", until=until)
        self._with_reply(actor, question, notice, Action.MOVE, target=Stage.CLARIFICATION.value, until=until)

    def archive(self, words: str, notice: Notice, actor: str = "sari") -> None:
        """From verification."""
        self._with_reply(actor, words, notice, Action.MOVE, said=True, target=Stage.ARCHIVED.value)

    def _with_reply(
        self, actor: str, text: str, notice: Notice, action: Action, *, said: bool = False, **fields: object
    ) -> None:
        entry = next_sequence(self.office.database, self.case.case)
        reply = self.office.reply(actor, self.case, entry, text, notice=notice)
        signed = self.signed(actor, action, said=said, entry=entry, **fields)
        self._append(actor, signed=signed, said=said, reply=reply)

    def _append(
        self, actor: str, *, signed: SignedEvent, said: bool, reply: ReplySubmission | None = None
    ) -> None:
        decision = Decision((NewEvent(signed, SAID if said else None),), reply)
        new = NewDecision(self.case.case, actor, self.office.clock.today(), decision)
        decide(self.office.database, new, DeadlineConfig().open())
