"""Two people sign away one message of a case, in any stage and at once, unless the case is under a hold."""

import msgspec
import pytest

from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.errors import (
    FormError,
    HoldError,
    NotYoursError,
    ProcedureError,
    ProposalOverError,
    ReasonError,
    SecondPersonError,
)
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState
from store.domain.retention import DestroyedPart
from tests.store.domain.procedure.ready_case import ready
from tests.store.domain.procedure.test_destruction import DIGEST, closed, event, hold, proposal

PART = DestroyedPart(4, "message", "c" * 64)
STAGES = ("received", "verification", "review", "investigation", "concluded", "archived")


def part_proposal(state: CaseState, actor: str = "sari", person: str = "dewi", **fields: object) -> Event:
    fields = {"person": person, "content": DIGEST, "part_destroyed": PART, **fields}
    return event(state, actor, CaseRole.OFFICER, EventKind.PROPOSE_PART, **fields)


def part_confirmation(state: CaseState, actor: str = "dewi", **fields: object) -> Event:
    fields = {"about": state.sequence, "part_destroyed": PART, **fields}
    return event(state, actor, CaseRole.SIGNATORY, EventKind.CONFIRM_PART, **fields)


def proposed(stage: str = "received") -> CaseState:
    state = closed(stage)
    return apply(state, part_proposal(state), DIGEST)


@pytest.mark.parametrize("stage", STAGES)
def test_a_message_is_destroyed_in_any_stage_once_both_signed(stage: str) -> None:
    state = proposed(stage)
    assert state.destroyed_parts == {}
    after = apply(state, part_confirmation(state), DIGEST)
    assert (after.destroyed_parts, after.part_destruction) == ({PART.sequence: after.sequence}, None)


def test_the_report_with_the_reporters_keys_is_no_part() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"sequence": 1, "kind": "message", "digest": DIGEST}, DestroyedPart)


def test_no_person_signs_both_and_no_other_leader_signs() -> None:
    state = closed("received")
    with pytest.raises(SecondPersonError):
        apply(state, part_proposal(state, "sari", "sari"), DIGEST)
    state = proposed()
    with pytest.raises(SecondPersonError):
        apply(state, part_confirmation(state, "sari"), DIGEST)
    with pytest.raises(NotYoursError):
        apply(state, part_confirmation(state, "lina"), DIGEST)


@pytest.mark.parametrize(
    "other",
    [DestroyedPart(5, "message", "c" * 64), DestroyedPart(4, "file", "c" * 64), DestroyedPart(4, "message", "e" * 64)],
)  # fmt: skip
def test_the_second_signature_is_under_the_same_message(other: DestroyedPart) -> None:
    state = proposed()
    with pytest.raises(FormError):
        apply(state, part_confirmation(state, part_destroyed=other), DIGEST)
    with pytest.raises(ProposalOverError):
        apply(state, part_confirmation(state, about=state.sequence - 1), DIGEST)


def test_a_hold_stops_it_before_and_after_the_proposal() -> None:
    state = closed("received")
    held = apply(state, hold(state), DIGEST)
    with pytest.raises(HoldError):
        apply(held, part_proposal(held), DIGEST)
    state = proposed()
    held = apply(state, hold(state), DIGEST)
    with pytest.raises(ProposalOverError):
        apply(held, part_confirmation(held, about=state.sequence), DIGEST)


def test_a_reason_is_required_and_nothing_is_destroyed_twice() -> None:
    state = closed("received")
    with pytest.raises(ReasonError):
        apply(state, part_proposal(state, content=None), DIGEST)
    after = apply(proposed(), part_confirmation(proposed()), DIGEST)
    with pytest.raises(FormError):
        apply(after, part_proposal(after), DIGEST)


def test_a_proposal_about_the_case_and_one_about_a_message_do_away_with_each_other() -> None:
    state = closed("archived")
    whole = apply(state, proposal(state), DIGEST)
    after = apply(whole, part_proposal(whole, "budi", "lina"), DIGEST)
    assert after.destruction is None
    again = apply(after, proposal(after), DIGEST)
    assert again.part_destruction is None
    signed = event(after, "lina", CaseRole.SIGNATORY, EventKind.CONFIRM_DESTRUCTION, about=after.sequence)
    with pytest.raises(ProcedureError):
        apply(after, signed, DIGEST)


def test_a_person_of_the_team_is_not_asked() -> None:
    state = ready("investigation")
    with pytest.raises(FormError):
        apply(state, part_proposal(state, person="joko"), DIGEST)
