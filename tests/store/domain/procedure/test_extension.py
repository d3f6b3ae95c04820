"""The office gives itself more time: who may, in which stages, how far, and what is due then."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from store.domain.deadlines import DeadlineConfig
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.due import due, own_deadline
from store.domain.procedure.errors import (
    ExtensionError,
    FormError,
    NotYoursError,
    ProcedureError,
    ReasonError,
)
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState
from store.domain.stages import Stage
from tests.store.domain.procedure.ready_case import CASE, DAY, ready

DEADLINES = DeadlineConfig().open()
DIGEST = "d" * 64
OFFICES_TIME = ("verification", "review", "assignment", "investigation", "leadership", "deliberation")


def standing(stage: str, entered: date = DAY) -> CaseState:
    return replace(ready(stage), days=((Stage(stage), entered),))


def extension(state: CaseState, days: int, actor: str = "sari", part: CaseRole = CaseRole.OFFICER) -> Event:
    until = DAY + timedelta(days=days)
    return Event(
        CASE,
        state.sequence + 1,
        state.head,
        actor,
        part,
        EventKind.EXTEND,
        DAY,
        until=until,
        content=DIGEST,
    )


def extended(state: CaseState, days: int) -> CaseState:
    return apply(state, extension(state, days), DIGEST)


@pytest.mark.parametrize("stage", OFFICES_TIME)
def test_a_case_is_due_on_the_day_to_which_an_officer_or_a_leader_extended_it(stage: str) -> None:
    state = standing(stage)
    for actor, part in (("sari", CaseRole.OFFICER), ("dewi", CaseRole.LEADERSHIP)):
        after = apply(state, extension(state, 180, actor, part), DIGEST)
        assert due(after, DEADLINES) == DAY + timedelta(days=180)
        assert replace(after, extended=None, sequence=state.sequence, head=state.head, day=None) == state


@pytest.mark.parametrize("stage", sorted(set(Stage) - set(OFFICES_TIME)))
def test_what_was_promised_to_the_reporter_and_a_closed_case_are_not_extended(stage: str) -> None:
    state = standing(stage)
    with pytest.raises(NotYoursError):
        extended(state, 10)
    assert own_deadline(state, DEADLINES) is None


@pytest.mark.parametrize(
    ("actor", "part"),
    [("joko", CaseRole.LEAD), ("agus", CaseRole.MEMBER), ("rina", CaseRole.CUSTODIAN)],
)
def test_no_other_part_extends_it(actor: str, part: CaseRole) -> None:
    state = standing("investigation")
    with pytest.raises(NotYoursError):
        apply(state, extension(state, 10, actor, part), DIGEST)


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, False), (1, True), (180, True), (181, False)])
def test_it_goes_from_tomorrow_to_half_a_year(days: int, *, taken: bool) -> None:
    state = standing("review")
    if taken:
        assert extended(state, days).extended == DAY + timedelta(days=days)
        return
    with pytest.raises(ExtensionError):
        extended(state, days)


def test_an_extension_on_the_calendars_last_days_is_judged_like_any_other() -> None:
    state, day = standing("review"), date.max - timedelta(days=1)
    event = msgspec.structs.replace(extension(state, 10), day=day, until=date.max)
    assert apply(state, event, DIGEST).extended == date.max


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"content": None}, ReasonError),
        ({"until": None}, FormError),
        ({"person": "budi"}, FormError),
        ({"entry": 2}, FormError),
    ],
)
def test_it_names_its_day_and_reason_and_nothing_else(
    changes: dict[str, object], error: type[ProcedureError]
) -> None:
    state = standing("review")
    with pytest.raises(error):
        apply(state, msgspec.structs.replace(extension(state, 10), **changes), DIGEST)


def test_it_makes_no_deadline_shorter_and_the_newest_counts() -> None:
    state = replace(standing("review"), received=DAY)
    first = due(state, DEADLINES)
    assert first is not None
    assert due(extended(state, 1), DEADLINES) == first
    mistaken = extended(state, 180)
    mended = apply(mistaken, extension(mistaken, 120), DIGEST)
    assert due(mended, DEADLINES) == DAY + timedelta(days=120) > first


def test_it_lasts_through_the_follow_up_and_no_longer() -> None:
    deliberated = extended(standing("deliberation"), 120)
    back = Event(
        CASE,
        deliberated.sequence + 1,
        deliberated.head,
        "dewi",
        CaseRole.LEADERSHIP,
        EventKind.MOVE,
        DAY,
        target="investigation",
        content=DIGEST,
    )
    assert due(apply(deliberated, back, DIGEST), DEADLINES) == DAY + timedelta(days=120)
    verified = extended(standing("verification"), 120)
    archived = Event(
        CASE,
        verified.sequence + 1,
        verified.head,
        "sari",
        CaseRole.OFFICER,
        EventKind.MOVE,
        DAY,
        target="archived",
        content=DIGEST,
        entry=2,
    )
    assert apply(verified, archived, DIGEST).extended is None
