"""The state to which a case's events add up: its stage, people, papers, requests and holds.

`rules.apply` leads from one state to the next: if the event is allowed, `EFFECTS` says what it changes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from store.domain.event import NO_EVENT, CaseRole, Event, EventKind, Paper
from store.domain.procedure.pending import Asked, Destruction, PartDestruction
from store.domain.restored_history import LossValues
from store.domain.retention import DestructionScope
from store.domain.stages import FOLLOW_UP, Stage

K = TypeVar("K")
V = TypeVar("V")
TEAM: Final = frozenset({CaseRole.LEAD, CaseRole.MEMBER})


class Grant(NamedTuple):
    """Keys that one person handed to another, by their digest.

    Only these two can tell what lies in a grant, so an event of one person never stands for the same event of another.
    """

    giver: str
    person: str
    role: CaseRole | None
    keys: str | None


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case after a number of events.

    `head` is the last event's chain digest. `entered` gives the event at which each stage was last entered, `papers`
    the latest paper of each kind. `until` is the day of a question, `extended` the day to which the office extended its
    own time. `admitted` are the people brought in beside the team and the leaders. `days` are all stages in order, each
    with its day. `granted` are the keys handed to people who were not taken off since. `losses` are what
    people signed of restores. `holds` are the legal holds that stand, by number, and who laid each. `destruction` is
    the proposal to destroy the case: every later event voids it, except the second signature.
    `part_destruction` is the same about one message, and `destroyed_parts` are the messages that two people signed
    away, by their places, with the number of the second signature.
    """

    case: str
    received: date
    stage: Stage = Stage.RECEIVED
    sequence: int = 0
    head: str = NO_EVENT
    day: date | None = None
    handler: str | None = None
    team: Mapping[str, CaseRole] = field(default_factory=lambda: MappingProxyType({}))
    declared: frozenset[str] = frozenset()
    leaders: frozenset[str] = frozenset()
    admitted: frozenset[str] = frozenset()
    dismissed: frozenset[str] = frozenset()
    entered: Mapping[Stage, int] = field(default_factory=lambda: MappingProxyType({}))
    papers: Mapping[Paper, int] = field(default_factory=lambda: MappingProxyType({}))
    asked: Mapping[int, Asked] = field(default_factory=lambda: MappingProxyType({}))
    until: date | None = None
    extended: date | None = None
    attention_request: int | None = None
    attention_since: date | None = None
    days: tuple[tuple[Stage, date], ...] = ()
    granted: frozenset[Grant] = frozenset()
    losses: frozenset[tuple[str, LossValues]] = frozenset()
    holds: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    destruction: Destruction | None = None
    part_destruction: PartDestruction | None = None
    destroyed_parts: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))

    def has_since(self, paper: Paper, stage: Stage) -> bool:
        """Return whether such a paper was written after the case last entered this stage."""
        return self.papers.get(paper, 0) > self.entered.get(stage, 0)

    def part_of(self, person: str) -> CaseRole | None:
        """Return the part that the events give this person. None leaves it to the roster."""
        if person in self.team:
            return self.team[person]
        return CaseRole.LEADERSHIP if person in self.leaders else None

    def brought_in_as(self, person: str) -> CaseRole | None:
        """Return the part in which the events brought this person in. None leaves it to the roster."""
        return self.part_of(person) or (CaseRole.OFFICER if person in self.admitted else None)

    def is_open_to(self, person: str) -> bool:
        """Return whether nothing in the events keeps this person out. Team members declare first."""
        return person not in self.dismissed and (person not in self.team or person in self.declared)

    def may_keep_identity(self, person: str) -> bool:
        """Return whether a custodian may be asked and answer here.

        Team members, leaders and people who were taken off may not.
        """
        return person not in self.dismissed and self.part_of(person) is None

    @property
    def lead(self) -> str | None:
        """The team lead."""
        return next((member for member, part in self.team.items() if part is CaseRole.LEAD), None)

    @property
    def undeclared(self) -> tuple[str, ...]:
        """The team members who have not declared yet."""
        return tuple(sorted(set(self.team) - self.declared))


def first_state(case: str, received: date) -> CaseState:
    """Return a case without events."""
    return CaseState(case=case, received=received, days=((Stage.RECEIVED, received),))


def _move(state: CaseState, event: Event) -> CaseState:
    target = Stage(event.target or "")
    return replace(
        state,
        stage=target,
        entered=_with(state.entered, target, event.sequence),
        until=event.until,
        extended=state.extended if {state.stage, target} <= FOLLOW_UP else None,
        days=(*state.days, (target, event.day)),
    )


def _take(state: CaseState, event: Event) -> CaseState:
    return replace(state, handler=event.person)


def _write(state: CaseState, event: Event) -> CaseState:
    return replace(state, papers=_with(state.papers, event.paper or Paper.NOTE, event.sequence))


def _assign(state: CaseState, event: Event) -> CaseState:
    person = event.person or ""
    return replace(
        state,
        team=_with(state.team, person, event.role or CaseRole.MEMBER),
        declared=state.declared - {person},
        admitted=state.admitted - {person},
        dismissed=state.dismissed - {person},
        handler=_other_than(person, state.handler),
        granted=_granted_to_others(state, person),
    )


def _dismiss(state: CaseState, event: Event) -> CaseState:
    person = event.person or ""
    return replace(
        state,
        team=MappingProxyType({member: part for member, part in state.team.items() if member != person}),
        declared=state.declared - {person},
        leaders=state.leaders - {person},
        admitted=state.admitted - {person},
        dismissed=state.dismissed | {person},
        handler=_other_than(person, state.handler),
        granted=_granted_to_others(state, person),
    )


def _declare(state: CaseState, event: Event) -> CaseState:
    return replace(state, declared=state.declared | {event.actor})


def _admit(state: CaseState, event: Event) -> CaseState:
    """Let a person in. If they already are in that part, they get the keys, and nothing else changes."""
    person = event.person or ""
    granted = state.granted | {grant_of(event)}
    if state.brought_in_as(person) is event.role:
        return replace(state, granted=granted)
    back = replace(state, dismissed=state.dismissed - {person}, granted=granted)
    if event.role is CaseRole.LEADERSHIP:
        return replace(
            back,
            leaders=state.leaders | {person},
            admitted=state.admitted - {person},
            handler=_other_than(person, state.handler),
        )
    return back if event.role in TEAM else replace(back, admitted=state.admitted | {person})


def _ask(state: CaseState, event: Event) -> CaseState:
    asked = Asked(event.actor, frozenset(event.people), event.day, event.head or "")
    return replace(state, asked=_with(state.asked, event.sequence, asked))


def _answer(state: CaseState, event: Event) -> CaseState:
    about = event.about or 0
    return replace(
        state, asked=_with(state.asked, about, replace(state.asked[about], answered=event.sequence))
    )


def _resolve_request(state: CaseState, _event: Event) -> CaseState:
    return replace(state, attention_request=None, attention_since=None)


def _extend(state: CaseState, event: Event) -> CaseState:
    """Take the newest extension, also when it ends earlier: a mistake can be mended."""
    return replace(state, extended=event.until)


def _request_attention(state: CaseState, event: Event) -> CaseState:
    return replace(
        state, attention_request=event.sequence, attention_since=state.attention_since or event.day
    )


def _accept_restore(state: CaseState, event: Event) -> CaseState:
    signed = frozenset() if event.loss is None else frozenset({(event.actor, event.loss.values)})
    return replace(state, losses=state.losses | signed)


def _propose_destruction(state: CaseState, event: Event) -> CaseState:
    asked, scope = event.person or "", event.destroys or DestructionScope(1)
    return replace(state, destruction=Destruction(event.sequence, event.actor, asked, scope))


def _confirm_destruction(state: CaseState, event: Event) -> CaseState:
    found = state.destruction
    return replace(state, destruction=None if found is None else replace(found, signed=event.day))


def _propose_part(state: CaseState, event: Event) -> CaseState:
    if event.part_destroyed is None:
        return state
    proposal = PartDestruction(event.sequence, event.actor, event.person or "", event.part_destroyed)
    return replace(state, part_destruction=proposal)


def _confirm_part(state: CaseState, event: Event) -> CaseState:
    place = 0 if event.part_destroyed is None else event.part_destroyed.sequence
    return replace(
        state,
        part_destruction=None,
        destroyed_parts=_with(state.destroyed_parts, place, event.sequence),
    )


def _release(state: CaseState, event: Event) -> CaseState:
    rest = {number: person for number, person in state.holds.items() if number != event.about}
    return replace(state, holds=MappingProxyType(rest))


def _unchanged(state: CaseState, _event: Event) -> CaseState:
    return state


def grant_of(event: Event) -> Grant:
    """Return the grant that an `admit` makes."""
    return Grant(event.actor, event.person or "", event.role, event.keys)


def _granted_to_others(state: CaseState, person: str) -> frozenset[Grant]:
    """Return the other people's grants: a person who is brought in again may get the same keys again."""
    return frozenset(grant for grant in state.granted if grant.person != person)


def _other_than(person: str, handler: str | None) -> str | None:
    """Return the handler unless it is this person, who takes another part or goes and no longer handles the case."""
    return None if handler == person else handler


def _with(before: Mapping[K, V], key: K, value: V) -> Mapping[K, V]:
    return MappingProxyType({**before, key: value})


EFFECTS: Final[dict[EventKind, Callable[[CaseState, Event], CaseState]]] = {
    EventKind.MOVE: _move,
    EventKind.TAKE: _take,
    EventKind.PAPER: _write,
    EventKind.ASSIGN: _assign,
    EventKind.DISMISS: _dismiss,
    EventKind.DECLARE: _declare,
    EventKind.ADMIT: _admit,
    EventKind.ASK: _ask,
    EventKind.DISCLOSE: _answer,
    EventKind.REFUSE: _answer,
    **dict.fromkeys((EventKind.CLASSIFY, EventKind.ASSESS, EventKind.EXPORT), _unchanged),
    EventKind.RESOLVE_REQUEST: _resolve_request,
    EventKind.EXTEND: _extend,
    EventKind.ACCEPT_RESTORE: _accept_restore,
    EventKind.PROPOSE_DESTRUCTION: _propose_destruction,
    EventKind.CONFIRM_DESTRUCTION: _confirm_destruction,
    EventKind.PROPOSE_PART: _propose_part,
    EventKind.CONFIRM_PART: _confirm_part,
    EventKind.HOLD: lambda state, event: replace(
        state, holds=_with(state.holds, event.sequence, event.actor)
    ),
    EventKind.RELEASE: _release,
    EventKind.REQUEST_ATTENTION: _request_attention,
}
