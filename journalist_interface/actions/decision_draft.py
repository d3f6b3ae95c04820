"""Drafts of decisions, before they are linked, signed and encrypted.

They are made from the point from which a person decides, and from the answers in a form.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from store.domain.categories import CATEGORIES
from store.domain.event import CaseRole, Check, Content, Event, EventKind, Paper
from store.domain.outcomes import ARCHIVE_REASONS, OUTCOMES
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState
from store.domain.reply import Notice, ReplyAttachment
from store.domain.retention import DestroyedPart, DestructionScope, RetentionEnd
from store.domain.risk import RISK_LEVELS
from store.domain.stages import Stage

PLACEHOLDER: Final = "placeholder"  # stands for a person who is not chosen yet
_PENDING: Final = "0" * 64  # stands for digests that are known only once everything is encrypted
_SAID: Final = "…"
Files = tuple[ReplyAttachment, ...]
"""Files that the gateway has already."""


@dataclass(frozen=True, slots=True)
class EventDraft:
    """A draft of an event: what it does, and what it says."""

    kind: EventKind
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
    destroys: DestructionScope | None = None
    part_destroyed: DestroyedPart | None = None

    def event(self, state: CaseState, actor: str, part: CaseRole, day: date, digest: str | None) -> Event:
        """Return the event as the next in the case."""
        return Event(
            state.case,
            state.sequence + 1,
            state.head,
            actor,
            part,
            self.kind,
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
            head=state.head if self.kind is EventKind.ASK else None,
            content=digest,
            destroys=self.destroys,
            part_destroyed=self.part_destroyed,
        )


@dataclass(frozen=True, slots=True)
class Admission:
    """A draft of a grant, whose keys are collected when the decision is composed.

    `after` leaves out what stands in the conversation up to that place. `unless_there` leaves out the whole grant for
    a leader who reads the case already, `unless_given` for a person who got exactly these keys from this person.
    """

    person: str
    role: CaseRole
    after: int = 0
    unless_there: bool = False
    unless_given: bool = False


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A reply before it is signed for its place."""

    text: str
    files: Files = ()
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """Events that happen together or not at all, and the reply that goes with them; a reply may also go alone."""

    events: tuple[EventDraft | Admission, ...] = ()
    reply: ReplyDraft | None = None


def content_of(text: str) -> Content | None:
    """Return what an event says, or None for an empty text."""
    return Content(text=text) if text.strip() else None


def move(target: Stage, text: str = "") -> EventDraft:
    """Return the step to another stage, with a remark or reason."""
    return EventDraft(EventKind.MOVE, content_of(text), target=target)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The point from which a person decides: who they are in the case, the day, and how the case stands.

    `identified` says whether there is an identity. `next_entry` is the place of a reply that goes with the decision.
    `deadline` is the last day that the office had at first for what it does now. `retention` says until when a closed
    case is kept. `parts` are the messages that can be destroyed one by one, by their places.
    """

    state: CaseState
    me: str
    part: CaseRole
    day: date
    identified: bool = False
    next_entry: int = 1
    deadline: date | None = None
    retention: RetentionEnd | None = None
    parts: Mapping[int, DestroyedPart] = field(default_factory=lambda: MappingProxyType({}))

    def at(self, *stages: Stage) -> bool:
        """Return whether the case is in one of these stages."""
        return self.state.stage in stages

    def judge(self, drafts: Iterable[EventDraft]) -> tuple[tuple[Event, ...], CaseState]:
        """Return the events, not encrypted and linked yet, and the case after them.

        Raises a kind of `ProcedureError` if the procedure does not allow one of them.
        """
        state, events = self.state, []
        for draft in drafts:
            digest = None if draft.content is None else _PENDING
            events.append(draft.event(state, self.me, self.part, self.day, digest))
            state = apply(state, events[-1], _PENDING)
        return tuple(events), state


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers by the names of the forms' fields; what a form does not ask stays as it is here.

    `reason` is a code when a report is archived, else a text. `files` are uploaded before.
    """

    text: str = ""
    reason: str = ""
    remark: str = ""
    brief: str = ""
    conclusion: str = ""
    recommendation: str = ""
    referred: str = ""
    person: str = ""
    leader: str = ""
    lead: str = ""
    members: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    outcome: str = ""
    hold: str = ""
    place: str = ""
    duplicate: str = ""
    office: str = ""
    level: str = ""
    factors: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    new_labels: str = ""
    category: str | None = None
    threat: bool | None = None
    until: date | None = None
    files: Files = ()


def placeholders(point: Standpoint) -> Answers:
    """Return answers that stand for a form filled in well from here."""
    state = point.state
    return Answers(
        text=_SAID,
        reason=ARCHIVE_REASONS[0].code,
        office=PLACEHOLDER,
        brief=_SAID,
        conclusion=_SAID,
        recommendation=_SAID,
        person=PLACEHOLDER,
        leader=PLACEHOLDER,
        lead=state.lead or PLACEHOLDER,
        members=(PLACEHOLDER,),
        present=(point.me, *sorted(state.leaders)[:1], *sorted(state.declared & set(state.team))[:1]),
        checks=tuple(Check),
        outcome=OUTCOMES[0].code,
        level=RISK_LEVELS[0],
        category=CATEGORIES[0].code,
        hold=next((str(number) for number, person in state.holds.items() if person != point.me), ""),
        place=next(map(str, point.parts), ""),
        until=point.day + timedelta(days=1),
    )


def supposed(draft: EventDraft | Admission) -> EventDraft:
    """Return the event with placeholders for what is filled in only when the decision is composed."""
    if isinstance(draft, Admission):
        return EventDraft(EventKind.ADMIT, Content(), person=draft.person, role=draft.role, keys=_PENDING)
    return replace(draft, people=(PLACEHOLDER,)) if draft.kind is EventKind.ASK else draft
