"""The table of transitions is the domain's, and no other way leads from a stage to a stage."""

import dataclasses
from datetime import timedelta
from types import MappingProxyType

import msgspec
import pytest

from store.domain.event import NO_EVENT, CaseRole, Check, Event, EventKind, Paper
from store.domain.procedure.errors import ERRORS, NoSuchMoveError, NotYoursError, ProcedureError
from store.domain.procedure.rules import require_allowed
from store.domain.procedure.state import CaseState
from store.domain.procedure.transitions import TRANSITIONS
from store.domain.roster import REPORTER
from store.domain.stages import Stage
from tests.store.domain.procedure.ready_case import CASE, DAY, ready
from tests.store.domain_table import MOVES, PARTS, STAGES

ACTORS = {"officer": "sari", "lead": "joko", "member": "agus", "leadership": "dewi", "reporter": REPORTER}
MOVES_OF_PARTS = [(*move, part) for move, parts in MOVES.items() for part in parts]


def whole(origin: str, target: str, part: str) -> Event:
    """A move that brings whatever the table asks of it, and nothing else."""
    needs = MOVES.get((origin, target), {}).get(part, ())
    return Event(
        case=CASE,
        sequence=51,
        previous=NO_EVENT,
        actor=ACTORS.get(part, "rina"),
        part=CaseRole(part),
        kind=EventKind.MOVE,
        day=DAY,
        target=target,
        checks=tuple(Check) if "checklist" in needs else (),
        until=DAY + timedelta(days=30) if "question" in needs else None,
        entry=7 if {"question", "notice", "answer"} & set(needs) else None,
        content="c" * 64 if "reason" in needs else None,
    )


def judged(state: CaseState, event: Event) -> type[ProcedureError] | None:
    try:
        require_allowed(state, event)
    except ProcedureError as error:
        return type(error)
    return None


def without(need: str, state: CaseState, event: Event) -> tuple[CaseState, Event]:
    """The same without what one need asks for."""
    late = dataclasses.replace(state, until=DAY)
    no_lead = dataclasses.replace(state, team=MappingProxyType({"agus": CaseRole.MEMBER}))
    of_event: dict[str, dict[str, object]] = {
        "question": {"until": DAY},
        "checklist": {"checks": (Check.CLARITY,)},
        "reason": {"content": None},
        "notice": {"entry": None},
        "answer": {"entry": None},
    }
    of_state = {
        "deadline": late,
        "team": no_lead,
        "declaration": dataclasses.replace(state, declared=frozenset({"joko"})),
        "leadership": dataclasses.replace(state, leaders=frozenset()),
    }
    if need in of_event:
        return state, msgspec.structs.replace(event, **of_event[need])
    if need in of_state:
        return of_state[need], event
    # Written before the case came to its stage.
    papers = MappingProxyType({**state.papers, Paper(need): 9})
    return dataclasses.replace(state, papers=papers), event


def test_the_table_is_the_one_of_the_domain() -> None:
    found = {
        (transition.origin.value, transition.target.value): {part.value for part in transition.by}
        for transition in TRANSITIONS
    }
    assert len(found) == len(TRANSITIONS)
    assert found == {move: set(parts) for move, parts in MOVES.items()}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("origin", STAGES)
def test_where_everything_is_ready_a_case_goes_where_the_table_says_and_nowhere_else(
    origin: str, part: str
) -> None:
    state = ready(origin)
    found = {target: judged(state, whole(origin, target, part)) for target in STAGES}
    wanted = {target for target in STAGES if part in MOVES.get((origin, target), {})}
    assert {target for target, error in found.items() if error is None} == wanted
    for target, error in found.items():
        if target not in wanted:
            assert error in {NoSuchMoveError, NotYoursError}


@pytest.mark.parametrize(
    ("origin", "target", "part", "need"),
    [(*move, need) for move in MOVES_OF_PARTS for need in MOVES[move[0], move[1]][move[2]]],
)
def test_without_one_of_its_preconditions_a_case_stays_where_it_is(
    origin: str, target: str, part: str, need: str
) -> None:
    state, event = ready(origin), whole(origin, target, part)
    assert judged(state, event) is None
    without_lead = need == "team" and part == "lead"  # and so no person acts as the lead
    wanted = "not-yours" if without_lead else {"answer": "form"}.get(need, need)
    assert judged(*without(need, state, event)) is ERRORS[wanted]
    if need == "conclusion":
        assert judged(*without("recommendation", state, event)) is ERRORS[wanted]


@pytest.mark.parametrize(("origin", "target", "part"), MOVES_OF_PARTS)
def test_what_a_move_does_not_ask_for_it_must_not_bring(origin: str, target: str, part: str) -> None:
    state, event = ready(origin), whole(origin, target, part)
    further: dict[str, object] = {
        "checks": tuple(Check),
        "until": DAY + timedelta(days=30),
        "entry": 7,
        "person": "budi",
        "role": CaseRole.MEMBER,
        "paper": Paper.NOTE,
        "people": ("budi",),
        "about": 3,
    }
    for name, value in further.items():
        if not getattr(event, name):
            assert judged(state, msgspec.structs.replace(event, **{name: value})) is ERRORS["form"], name


def test_from_each_stage_some_way_leads_on_and_everything_can_be_reached() -> None:
    reached = {"received"}
    while more := {target for origin, target in MOVES if origin in reached} - reached:
        reached |= more
    assert reached == set(STAGES) == {stage.value for stage in Stage}
    assert {origin for origin, _ in MOVES} == reached
