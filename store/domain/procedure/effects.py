"""The effects of each event on a case, once it is allowed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, TypeVar

from store.domain.event import CaseRole, Event, EventKind, Paper
from store.domain.procedure.state import TEAM, Asked, CaseState, Grant
from store.domain.stages import FOLLOW_UP, Stage

K = TypeVar("K")
V = TypeVar("V")


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
        team=MappingProxyType({one: part for one, part in state.team.items() if one != person}),
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


def _attend(state: CaseState, _event: Event) -> CaseState:
    return replace(state, sought=None, sought_on=None)


def _extend(state: CaseState, event: Event) -> CaseState:
    """Take the newest extension, also when it ends earlier: a mistake can be mended."""
    return replace(state, extended=event.until)


def _seek(state: CaseState, event: Event) -> CaseState:
    return replace(state, sought=event.sequence, sought_on=state.sought_on or event.day)


def _unchanged(state: CaseState, _event: Event) -> CaseState:
    return state


def grant_of(event: Event) -> Grant:
    """Return the grant that an `admit` makes."""
    return Grant(event.actor, event.person or "", event.role, event.keys)


def _granted_to_others(state: CaseState, person: str) -> frozenset[Grant]:
    """Return the other people's grants: a person who is brought in again may get the same keys again."""
    return frozenset(one for one in state.granted if one.person != person)


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
    EventKind.CLASSIFY: _unchanged,
    EventKind.RESOLVE_REQUEST: _attend,
    EventKind.EXTEND: _extend,
    EventKind.REQUEST_ATTENTION: _seek,
}
