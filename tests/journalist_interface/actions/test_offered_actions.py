"""The actions that a case's pages offer to each person, stage by stage: exactly what the procedure would take."""

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

import pytest

from journalist_interface.actions.decision_draft import EventDraft, Standpoint, placeholders
from journalist_interface.actions.table import offered
from store.domain.event import NO_EVENT, CaseRole, Paper
from store.domain.procedure.pending import Asked, Destruction
from store.domain.procedure.state import CaseState
from store.domain.procedure.transitions import TRANSITIONS
from store.domain.retention import DestructionScope, RetentionEnd
from store.domain.stages import CLOSED, Stage

DAY: Final = date(2026, 3, 2)
TEAM: Final = MappingProxyType({"joko": CaseRole.LEAD, "agus": CaseRole.MEMBER})
OFFICER: Final = {
    "assess",
    "label",
    "note",
    "classify",
    "hand-to",
    "bring-in",
    "renew",
    "dismiss",
    "step-back",
}
MEMBER: Final = {"note", "step-back"}
LEADER: Final = {"step-back"}
OFFICES_TIME: Final = {"verification", "review", "assignment", "investigation", "leadership", "deliberation"}


def at(stage: Stage, **changes: Any) -> CaseState:  # noqa: ANN401 - fields of the state
    """A case that sari handles, at its tenth event, entered at its fifth."""
    base = CaseState("a" * 32, DAY, stage, 10, handler="sari", day=DAY, entered={stage: 5})
    return replace(base, **changes)


def seen(state: CaseState, me: str, **changes: Any) -> set[str]:  # noqa: ANN401 - fields of the standpoint
    part = state.part_of(me) or CaseRole.OFFICER
    return {action.name for action in offered(replace(Standpoint(state, me, part, DAY), **changes))}


def more_time(state: CaseState) -> set[str]:
    """Return what officers and leaders are offered while the office's own time runs."""
    return {"extend"} if state.stage in OFFICES_TIME else set()


def end_of(state: CaseState) -> set[str]:
    """Return what every reader is offered of a closed case."""
    return {"hold"} if state.stage in CLOSED else set()


def written(*papers: Paper) -> dict[Paper, int]:
    return dict.fromkeys(papers, 7)


@pytest.mark.parametrize(
    ("state", "more"),
    [
        (at(Stage.RECEIVED), {"acknowledge"}),
        (at(Stage.VERIFICATION), {"question", "review", "archive"}),
        (at(Stage.CLARIFICATION, until=DAY), {"verify"}),
        (at(Stage.CLARIFICATION, until=DAY - timedelta(1)), {"verify", "archive"}),
        (at(Stage.REVIEW), {"review-sheet"}),
        (
            at(Stage.REVIEW, papers=written(Paper.REVIEW_SHEET)),
            {"review-sheet", "assign", "without-team"},
        ),
        (
            at(Stage.REVIEW, papers=written(Paper.REVIEW_SHEET), team=TEAM),
            {"review-sheet", "assign", "keep-team", "without-team"},
        ),
        (at(Stage.ASSIGNMENT, team=TEAM), {"assign"}),
        (at(Stage.INVESTIGATION, team=TEAM), {"assign"}),
        (at(Stage.LEADERSHIP, team=TEAM, leaders=frozenset({"dewi"})), {"assign", "bring-leader"}),
        (
            at(Stage.DELIBERATION, leaders=frozenset({"dewi"})),
            {"assign", "minutes", "conclude", "bring-leader"},
        ),
        (at(Stage.CONCLUDED, leaders=frozenset({"dewi"})), {"bring-leader"}),
        (at(Stage.ARCHIVED), {"unarchive", "bring-leader"}),
    ],
)
def test_an_officer_is_offered_what_the_stage_allows_and_nothing_else(
    state: CaseState, more: set[str]
) -> None:
    more = more | more_time(state) | end_of(state)
    assert seen(state, "sari") == OFFICER | more
    assert seen(state, "budi") == OFFICER | more | {"take"}


@pytest.mark.parametrize(
    ("state", "lead", "leader"),
    [
        (at(Stage.ASSIGNMENT, declared=frozenset({"joko"})), set(), set()),
        (at(Stage.ASSIGNMENT, declared=frozenset(TEAM)), {"start"}, set()),
        (at(Stage.INVESTIGATION, declared=frozenset(TEAM)), {"findings"}, set()),
        (
            at(Stage.INVESTIGATION, declared=frozenset(TEAM), papers=written(Paper.FINDINGS)),
            {"findings", "submit"},
            set(),
        ),
        (at(Stage.LEADERSHIP, declared=frozenset(TEAM)), set(), {"deliberate", "return"}),
        (at(Stage.DELIBERATION, declared=frozenset(TEAM)), set(), {"return"}),
        (
            at(
                Stage.DELIBERATION,
                declared=frozenset(TEAM),
                papers=written(Paper.MINUTES, Paper.CONCLUSION, Paper.RECOMMENDATION),
            ),
            set(),
            {"return", "approve"},
        ),
        (at(Stage.CONCLUDED, declared=frozenset(TEAM)), set(), {"reopen"}),
    ],
)
def test_lead_member_and_leader_are_offered_their_own_part(
    state: CaseState, lead: set[str], leader: set[str]
) -> None:
    state = replace(state, team=TEAM, leaders=frozenset({"dewi"}))
    assert seen(state, "joko") == MEMBER | lead | end_of(state)
    assert seen(state, "dewi") == LEADER | leader | more_time(state) | end_of(state)
    declared = "agus" in state.declared
    assert seen(state, "agus") == (MEMBER | end_of(state) if declared else {"step-back"})


@pytest.mark.parametrize("stage", Stage)
def test_who_is_off_the_case_is_offered_nothing(stage: Stage) -> None:
    state = at(stage, leaders=frozenset({"dewi"}), dismissed=frozenset({"budi"}))
    assert seen(state, "budi") == set()


def test_an_identity_is_asked_for_once_at_a_time_and_only_where_there_is_one() -> None:
    state = at(Stage.VERIFICATION)
    assert "ask-identity" not in seen(state, "sari")
    assert "ask-identity" in seen(state, "sari", identified=True)
    waiting = replace(state, asked={3: Asked("sari", frozenset({"rina"}), DAY, NO_EVENT)})
    assert "ask-identity" not in seen(waiting, "sari", identified=True)
    assert "ask-identity" in seen(waiting, "budi", identified=True)
    assert "ask-identity" not in seen(waiting, "sari", identified=True, day=DAY + timedelta(days=14))
    assert "ask-identity" in seen(waiting, "sari", identified=True, day=DAY + timedelta(days=15))
    answered = replace(state, asked={3: Asked("sari", frozenset({"rina"}), DAY, NO_EVENT, 4)})
    assert "ask-identity" in seen(answered, "sari", identified=True)


def test_what_the_reporter_seeks_is_attended_to_in_every_stage() -> None:
    for stage in Stage:
        assert "attend" not in seen(at(stage), "sari")
        assert "attend" in seen(at(stage, attention_request=3), "sari")


def test_a_destruction_is_proposed_after_the_period_once_and_not_under_a_hold() -> None:
    state = at(Stage.ARCHIVED)
    ended = RetentionEnd(Stage.ARCHIVED, DAY - timedelta(99), DAY - timedelta(1))
    last_day = replace(state, day=DAY)
    kept = RetentionEnd(Stage.ARCHIVED, DAY - timedelta(99), DAY)
    assert "propose-destruction" in seen(state, "sari", retention=ended, next_entry=4)
    assert "propose-destruction" not in seen(last_day, "sari", retention=kept, next_entry=4)
    assert "propose-destruction" not in seen(at(Stage.REVIEW), "sari", next_entry=4)
    held = replace(state, holds={7: "budi"})
    assert "propose-destruction" not in seen(held, "sari", retention=ended, next_entry=4)
    proposed = replace(state, destruction=Destruction(10, "budi", "dewi", DestructionScope(3)))
    assert "propose-destruction" not in seen(proposed, "sari", retention=ended, next_entry=4)


def test_a_hold_is_laid_once_by_a_person_and_lifted_by_a_leader_who_did_not_lay_it() -> None:
    state = at(Stage.ARCHIVED, leaders=frozenset({"dewi", "lina"}), holds={7: "dewi"})
    assert "hold" not in seen(state, "dewi")
    assert "hold" in seen(state, "lina")
    assert "release" in seen(state, "lina")
    assert not {"sari", "dewi"} & {person for person in ("sari", "dewi") if "release" in seen(state, person)}


def test_every_transition_of_the_staff_can_be_made_and_no_other() -> None:
    papers = written(*Paper)
    everything = {"team": TEAM, "declared": frozenset(TEAM), "leaders": frozenset({"dewi"}), "papers": papers}
    reached = set()
    for stage in Stage:
        state = at(stage, until=DAY - timedelta(1), **everything)
        for me in ("sari", "joko", "dewi"):
            point = Standpoint(state, me, state.part_of(me) or CaseRole.OFFICER, DAY)
            drafts = [action.build(point, placeholders(point)) for action in offered(point)]
            targets = [
                event.target for draft in drafts for event in draft.events if isinstance(event, EventDraft)
            ]
            reached |= {(stage, target) for target in targets if target is not None}
    assert reached == {(transition.origin, transition.target) for transition in TRANSITIONS}
