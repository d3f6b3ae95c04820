"""Making a decision of events and submitting it: signed for one place of the chain, encrypted to its readers.

When a colleague was faster, the case is read again, and the decision is made anew if the procedure still allows it. A
gateway that merely claims a conflict gets no second signature.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from journalist_interface.actions import statistics
from journalist_interface.actions.contents import new_event
from journalist_interface.actions.replies import Draft, submission
from journalist_interface.actions.retry_on_conflict import retry_on_conflict
from journalist_interface.actions.work import Work
from journalist_interface.gateway_client.errors import GatewayDownError, HostileGatewayError
from store.api.messages import Decision, NewEvent, NewStatistics, ReplySubmission
from store.domain.event import NO_EVENT, CaseRole, Check, Content, Event, EventKind, Paper
from store.domain.procedure.permissions import content_readers
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState
from store.domain.roster import Person
from store.domain.stages import Stage
from store.domain.statistics import CHANGES_FIGURES

_PENDING: Final = "0" * 64  # stands for digests that are known only once everything is encrypted


@dataclass(frozen=True, slots=True)
class EventDraft:
    """A planned event: what it does, and what it says."""

    action: EventKind
    content: Content | None = None
    target: Stage | None = None
    person: str | None = None
    role: CaseRole | None = None
    paper: Paper | None = None
    checks: tuple[Check, ...] = ()
    people: tuple[str, ...] = ()
    until: date | None = None
    entry: int | None = None
    about: int | None = None
    keys: str | None = None

    def event(self, state: CaseState, actor: str, part: CaseRole, day: date, digest: str | None) -> Event:
        """Return the event as the next in the case."""
        return Event(
            state.case,
            state.sequence + 1,
            state.head,
            actor,
            part,
            self.action,
            day,
            target=None if self.target is None else self.target.value,
            person=self.person,
            role=self.role,
            paper=self.paper,
            checks=self.checks,
            people=self.people,
            until=self.until,
            entry=self.entry,
            about=self.about,
            keys=self.keys,
            head=state.head if self.action is EventKind.ASK else None,
            content=digest,
        )


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """Acts that happen together or not at all, and the reply that goes with them."""

    acts: tuple[EventDraft, ...]
    reply: Draft | None = None


def decide(work: Work, plan: Callable[[], DecisionDraft]) -> int:
    """Submit a decision, read the case again and return the number of the decision's last event.

    `plan` is called again when the case went on meanwhile. A decision whose answer never came may have arrived all the
    same, so a decision with the same meaning is not submitted twice. Raises kinds of `ProcedureError`,
    `BrokenChainError`, `NoMailboxError`, a `RosterError` or a `GatewayError`; `GatewayConflictError` when others were
    faster several times.
    """
    with work.file.lock:
        number, after = retry_on_conflict(
            lambda: _submitted(work, _planned(work, plan)), lambda: _went_on(work)
        )
        if after is not None:
            _read_on(work, after)
        return number


def _planned(work: Work, plan: Callable[[], DecisionDraft]) -> DecisionDraft:
    """Return the plan as the case stands now; raises `WentOnError` if its maker has not seen that."""
    work.require_seen()
    return plan()


def _submitted(work: Work, wanted: DecisionDraft) -> tuple[int, CaseState | None]:
    """Return the number of the last event and the case after it, which is None if the decision had arrived before."""
    if (arrived := _arrived(work, wanted)) is not None:
        return arrived, None
    composed = compose(work, wanted)
    after = composed.after
    try:
        receipt = work.services.client.decide(work.officer.token, work.file.case, composed.decision)
    except GatewayDownError:
        work.file.undecided[after.head] = _meaning(wanted)
        raise
    if (receipt.events, receipt.head) != (after.sequence, after.head):
        raise HostileGatewayError
    return receipt.events, after


def _went_on(work: Work) -> bool:
    """Read the case again and return whether its verified chain or conversation ends elsewhere than before."""
    before = _ends(work)
    work.officer.read_again(work.file)
    return _ends(work) != before


@dataclass(frozen=True, slots=True)
class Composed:
    """A decision ready to send, and the case after it."""

    decision: Decision
    after: CaseState


def compose(work: Work, plan: DecisionDraft) -> Composed:
    """Return the signed decision; raises kinds of `ProcedureError` before anything is signed."""
    readers = work.readers(_foreseen(work, plan))
    events, after = _events(work, plan, readers)
    return Composed(
        Decision(
            events,
            None if plan.reply is None else _reply(work, plan.reply, readers),
            _statistics(work, plan, after),
        ),
        after,
    )


def _foreseen(work: Work, plan: DecisionDraft) -> list[Event]:
    """Return the planned events, not signed yet; raises kinds of `ProcedureError`."""
    state, part = work.state, work.part
    events = []
    for act in plan.acts:
        digest = None if act.content is None else _PENDING
        events.append(act.event(state, work.me, part, work.today, digest))
        state = apply(state, events[-1], _PENDING)
    return events


def _events(
    work: Work, plan: DecisionDraft, readers: tuple[Person, ...]
) -> tuple[tuple[NewEvent, ...], CaseState]:
    state, part = work.state, work.part
    names = [one.id for one in readers]
    made = []
    for act in plan.acts:
        event = act.event(state, work.me, part, work.today, None)
        recipients: list[Path] = []
        if act.content is not None:
            recipients = work.current.recipients(work.people(sorted(content_readers(event, names))))
        new = new_event(work.officer.key, event, act.content, recipients)
        made.append(new)
        state = apply(state, new.event.read(), new.event.digest)
    return tuple(made), state


def _reply(work: Work, draft: Draft, readers: tuple[Person, ...]) -> ReplySubmission:
    return submission(work.services, work.officer, work.file, work.file.last + 1, draft, readers)


def _statistics(work: Work, plan: DecisionDraft, after: CaseState) -> NewStatistics | None:
    if not CHANGES_FIGURES & {act.action for act in plan.acts}:
        return None
    said = [act.content.classification for act in plan.acts if act.content is not None]
    return statistics.record(work, after, [one for one in said if one is not None])


def _arrived(work: Work, plan: DecisionDraft) -> int | None:
    """Return where an earlier decision with the same meaning, whose answer was lost, ends in the chain."""
    meaning = _meaning(plan)
    for one in work.file.events:
        if work.file.undecided.get(one.digest) == meaning:
            del work.file.undecided[one.digest]  # deciding the same once more makes a second decision
            return one.sequence
    return None


def _meaning(plan: DecisionDraft) -> tuple[object, ...]:
    """Return what makes two decisions the same to a person: files count by name and content, whatever their key."""
    words = [plan.reply.text] if plan.reply is not None else []
    return (*words, *(_act_meaning(act) for act in plan.acts))


def _act_meaning(act: EventDraft) -> tuple[object, ...]:
    content = act.content or Content()
    files = tuple((one.name, one.size, one.sha256) for one in content.attachments)
    bare = replace(act, content=None, entry=None, until=None, keys=None)
    return bare, content.text, files, content.classification


def _ends(work: Work) -> tuple[str, int]:
    """Return where the verified chain and the verified conversation end.

    Another signature under the same event is no news: otherwise a store could collect one act signed for many places.
    """
    signed = work.file.chain.signed
    return signed[-1].statement_digest if signed else NO_EVENT, work.file.verified_through()


def _read_on(work: Work, after: CaseState) -> None:
    """Read the case again, or forget it if this person no longer has a part in it."""
    if work.me in after.dismissed:
        work.officer.forget(work.file.case)
    else:
        work.officer.read_again(work.file)
