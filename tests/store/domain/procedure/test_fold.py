"""The fold of a chain is total and tells the same every time: each event is taken, or refused with a reason."""

import dataclasses
import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from types import MappingProxyType

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.signing import Signed, compose
from store.domain.deadlines import DeadlineConfig
from store.domain.errors import ChainError
from store.domain.event import NO_EVENT, CaseRole, Check, Event, EventKind, Paper
from store.domain.labels import Label
from store.domain.procedure.due import due
from store.domain.procedure.errors import ERRORS, FormError, ProcedureError
from store.domain.procedure.rules import RULES, apply, require_allowed
from store.domain.procedure.state import CaseState, first_state
from store.domain.restored_history import HistoryEnd, Loss, RestoreNote
from store.domain.retention import DestroyedPart, DestructionScope
from store.domain.roster import REPORTER
from store.domain.stages import Stage
from tests.store.domain.procedure.ready_case import CASE, ready

RECEIVED = date(2026, 11, 25)
PEOPLE = ("sari", "budi", "joko", "agus", "dewi", "rina", REPORTER)
DIGEST = "d" * 64
NOTES = (
    "",
    *(
        compose(
            Label.RESTORE, RestoreNote(case, RECEIVED, "Disk", HistoryEnd(0, NO_EVENT, NO_EVENT, 1))
        ).decode()
        for case in (CASE, "ab" * 16)
    ),
)
CHOICES: dict[str, st.SearchStrategy[object]] = {
    "target": st.sampled_from([*Stage, "", "elsewhere"]),
    "person": st.sampled_from(PEOPLE),
    "role": st.sampled_from(CaseRole),
    "paper": st.sampled_from(Paper),
    "checks": st.lists(st.sampled_from(Check), max_size=3).map(tuple),
    "people": st.lists(st.sampled_from(PEOPLE), max_size=4).map(tuple),
    "until": st.integers(-5, 60).map(lambda days: RECEIVED + timedelta(days=days)),
    "entry": st.integers(1, 9),
    "about": st.integers(1, 12),
    "head": st.just(NO_EVENT) | st.just(DIGEST),
    "keys": st.sampled_from([DIGEST, "e" * 64]),
    "content": st.just(DIGEST),
    "destroys": st.builds(DestructionScope, st.integers(1, 2)),
    "part_destroyed": st.builds(DestroyedPart, st.integers(2, 3), st.just("message"), st.just(DIGEST)),
    "loss": st.builds(
        lambda note, end: Loss(Signed(note, b"s"), HistoryEnd(end, DIGEST, DIGEST, 1)),
        st.sampled_from(NOTES),
        st.integers(0, 3),
    ),
}
ACTORS = st.sampled_from(PEOPLE)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Any event: mostly with the fields that its rule names, by any person, about anything."""
    kind = draw(st.sampled_from(EventKind))
    rule = RULES[kind]
    fitting = rule.required | draw(
        st.sets(st.sampled_from(sorted(rule.optional)) if rule.optional else st.nothing())
    )
    names = draw(st.just(fitting) | st.sets(st.sampled_from(sorted(CHOICES))))
    part = draw(st.sampled_from(sorted(rule.by)) | st.sampled_from(CaseRole))
    actor = REPORTER if part is CaseRole.REPORTER and draw(st.booleans()) else draw(ACTORS)
    fields = {name: draw(CHOICES[name]) for name in sorted(names)}
    day = RECEIVED + timedelta(days=draw(st.integers(-1, 40)))
    return msgspec.convert(
        {
            "case": CASE,
            "sequence": draw(st.integers(1, 3)),
            "previous": NO_EVENT,
            "actor": actor,
            "part": part,
            "action": kind,
            "day": day,
            **fields,
        },
        Event,
        from_attributes=True,
    )


def linked(state: CaseState, event: Event) -> Event:
    head = state.head if event.kind is EventKind.ASK and event.head == DIGEST else event.head
    return msgspec.structs.replace(event, sequence=state.sequence + 1, previous=state.head, head=head)


def digest_of(event: Event) -> str:
    return hashlib.sha256(msgspec.json.encode(event)).hexdigest()


def judged(state: CaseState, event: Event) -> CaseState | ProcedureError:
    """The next state or the reason against it; nothing else may happen."""
    try:
        return apply(state, event, digest_of(event))
    except ProcedureError as error:
        return error


def holds_together(state: CaseState) -> None:
    """Check what must be true of a case whatever happened to it."""
    assert not (set(state.team) & state.leaders)
    assert state.declared <= set(state.team)
    assert not (state.dismissed & {*state.team, *state.leaders, *state.admitted})
    assert state.handler not in state.dismissed
    assert state.handler is None or state.part_of(state.handler) is None
    assert list(state.team.values()).count(CaseRole.LEAD) <= 1
    assert state.days[-1][0] is state.stage
    assert [day for _, day in state.days] == sorted(day for _, day in state.days)
    assert (state.attention_request is None) == (state.attention_since is None)
    assert (state.stage is Stage.CLARIFICATION) == (state.until is not None)
    assert all(asked.asker not in asked.custodians for asked in state.asked.values())


@settings(max_examples=250)
@given(found=st.lists(events(), max_size=40))
def test_any_sequence_of_events_is_taken_or_refused_with_a_reason_and_adds_up_the_same(
    found: list[Event],
) -> None:
    state, taken = first_state(CASE, RECEIVED), []
    deadlines = DeadlineConfig().open()
    for event in found:
        next_event = linked(state, event)
        after = judged(state, next_event)
        if not isinstance(after, CaseState):
            assert ERRORS[after.code] is type(after)
            continue
        assert (after.sequence, after.head, after.day) == (
            next_event.sequence,
            digest_of(next_event),
            next_event.day,
        )
        assert due(after, deadlines) is None or isinstance(due(after, deadlines), date)
        holds_together(after)
        state = after
        taken.append(next_event)
    again = first_state(CASE, RECEIVED)
    for event in taken:
        again = apply(again, event, digest_of(event))
    assert again == state


@settings(max_examples=150)
@given(stage=st.sampled_from(Stage), found=st.lists(events(), max_size=12))
def test_wherever_a_case_stands_an_event_is_taken_or_refused_with_a_reason(
    stage: Stage, found: list[Event]
) -> None:
    """The same from the middle of a case with its team, leaders and papers."""
    state = dataclasses.replace(ready(stage), days=((stage, RECEIVED),), received=RECEIVED)
    deadlines = DeadlineConfig().open()
    for event in found:
        after = judged(state, linked(state, event))
        if isinstance(after, CaseState):
            assert due(after, deadlines) is None or isinstance(due(after, deadlines), date)
            assert (stage is after.stage) or (event.kind is EventKind.MOVE)
            assert not (after.dismissed & {*after.team, *after.leaders, *after.admitted})
            assert not (set(after.team) & after.leaders)
            state, stage = after, after.stage


@given(event=events(), case=st.sampled_from([CASE, "cd" * 16]))
def test_what_does_not_follow_is_refused_before_anything_is_asked(event: Event, case: str) -> None:
    state = first_state(CASE, RECEIVED)
    event = msgspec.structs.replace(event, case=case)
    if (event.case, event.sequence) != (CASE, 1):
        with pytest.raises(ChainError):
            apply(state, event, DIGEST)


MOVE = Event(CASE, 1, NO_EVENT, "sari", CaseRole.OFFICER, EventKind.MOVE, RECEIVED, target="verification")
BREAKS: dict[str, Callable[[Event], Event]] = {
    "another_case": lambda event: msgspec.structs.replace(event, case="cd" * 16),
    "a_later_place": lambda event: msgspec.structs.replace(event, sequence=2),
    "after_another_event": lambda event: msgspec.structs.replace(event, previous="e" * 64),
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_a_broken_link_is_no_matter_of_the_procedure(broken: Callable[[Event], Event]) -> None:
    state = first_state(CASE, RECEIVED)
    assert apply(state, MOVE, DIGEST).stage is Stage.VERIFICATION
    with pytest.raises(ChainError):
        apply(state, broken(MOVE), DIGEST)


def test_a_state_cannot_be_changed_from_outside() -> None:
    state = first_state(CASE, RECEIVED)
    assert isinstance(state.team, MappingProxyType)
    with pytest.raises(AttributeError):
        state.stage = Stage.CONCLUDED  # type: ignore[misc]  # that it cannot is what is asked


def test_a_field_of_a_later_version_is_refused_until_a_rule_names_it() -> None:
    class LaterEvent(Event, frozen=True):
        novelty: str | None = None

    state = first_state(CASE, RECEIVED)
    note = LaterEvent(
        CASE,
        1,
        NO_EVENT,
        "sari",
        CaseRole.OFFICER,
        EventKind.PAPER,
        RECEIVED,
        paper=Paper.NOTE,
        content=DIGEST,
    )
    require_allowed(state, note)
    with pytest.raises(FormError):
        require_allowed(state, msgspec.structs.replace(note, novelty="signed and unchecked"))
