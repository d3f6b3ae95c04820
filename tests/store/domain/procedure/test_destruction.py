"""Two people sign the destruction of a case, one after the other, and a legal hold stops them."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from store.domain.envelope import Excluded
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.errors import (
    FormError,
    HoldError,
    NotYoursError,
    OwnHoldError,
    ProcedureError,
    ProposalOverError,
    ReasonError,
    SecondPersonError,
)
from store.domain.procedure.participants import Objection, TrustedParticipants
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState
from store.domain.retention import DestructionScope
from store.domain.roster import Office, Person, Roster
from tests.store.domain.procedure.ready_case import CASE, DAY, ready

DIGEST, SCOPE = "d" * 64, DestructionScope(9)
OPEN = ("received", "verification", "clarification", "review", "assignment", "investigation", "leadership")


def closed(stage: str = "archived") -> CaseState:
    return replace(ready(stage), team={}, declared=frozenset(), leaders=frozenset({"dewi", "lina"}))


def event(state: CaseState, actor: str, part: CaseRole, kind: EventKind, **fields: object) -> Event:
    place = {"case": CASE, "sequence": state.sequence + 1, "previous": state.head}
    return Event(**{**place, "actor": actor, "part": part, "kind": kind, "day": DAY, **fields})  # type: ignore[arg-type]


def proposal(state: CaseState, actor: str = "sari", person: str = "dewi", **fields: object) -> Event:
    fields = {"person": person, "content": DIGEST, "destroys": SCOPE, **fields}
    return event(state, actor, CaseRole.OFFICER, EventKind.PROPOSE_DESTRUCTION, **fields)


def confirmation(state: CaseState, actor: str = "dewi", **fields: object) -> Event:
    fields = {"about": state.sequence, "destroys": SCOPE, **fields}
    return event(state, actor, CaseRole.SIGNATORY, EventKind.CONFIRM_DESTRUCTION, **fields)


def hold(state: CaseState, actor: str = "sari", part: CaseRole = CaseRole.OFFICER) -> Event:
    return event(state, actor, part, EventKind.HOLD, content=DIGEST)


def release(state: CaseState, about: int, actor: str = "lina") -> Event:
    return event(state, actor, CaseRole.LEADERSHIP, EventKind.RELEASE, content=DIGEST, about=about)


def proposed(stage: str = "archived") -> CaseState:
    state = closed(stage)
    return apply(state, proposal(state), DIGEST)


@pytest.mark.parametrize("stage", ["archived", "concluded"])
def test_an_officer_proposes_and_the_leader_whom_they_asked_signs(stage: str) -> None:
    state = proposed(stage)
    assert state.destruction is not None
    assert state.destruction.signed is None
    signed = apply(state, confirmation(state), DIGEST)
    assert signed.destruction is not None
    assert (signed.destruction.proposer, signed.destruction.signatory) == ("sari", "dewi")
    assert signed.destruction.signed == DAY


@pytest.mark.parametrize("stage", OPEN)
def test_an_open_case_is_not_destroyed(stage: str) -> None:
    state = closed(stage)
    with pytest.raises(NotYoursError):
        apply(state, proposal(state), DIGEST)


def test_no_person_signs_twice() -> None:
    state = closed()
    with pytest.raises(SecondPersonError):
        apply(state, proposal(state, "sari", "sari"), DIGEST)
    state = proposed()
    own = replace(state, destruction=replace(state.destruction, signatory="sari"))  # type: ignore[type-var]
    with pytest.raises(SecondPersonError):
        apply(own, confirmation(own, "sari"), DIGEST)
    signed = apply(state, confirmation(state), DIGEST)
    with pytest.raises(ProposalOverError):
        apply(signed, confirmation(signed, about=state.sequence), DIGEST)


def test_no_other_leader_signs_and_none_signs_something_else() -> None:
    state = proposed()
    with pytest.raises(NotYoursError):
        apply(state, confirmation(state, "lina"), DIGEST)
    with pytest.raises(FormError):
        apply(state, confirmation(state, destroys=DestructionScope(8)), DIGEST)
    with pytest.raises(ProposalOverError):
        apply(state, confirmation(state, about=state.sequence - 1), DIGEST)


@pytest.mark.parametrize("signed", [False, True])
def test_whatever_is_decided_later_does_away_with_a_proposal_signed_or_not(*, signed: bool) -> None:
    state = proposed()
    if signed:
        state = apply(state, confirmation(state), DIGEST)
    note = event(state, "sari", CaseRole.OFFICER, EventKind.CLASSIFY, content=DIGEST)
    reopened = event(state, "sari", CaseRole.OFFICER, EventKind.MOVE, content=DIGEST, target="verification")
    for later in (note, reopened, hold(state), proposal(state, "budi", "lina")):
        after = apply(state, later, DIGEST)
        assert after.destruction is None or after.destruction.proposer == "budi"
        with pytest.raises((ProposalOverError, NotYoursError)):
            apply(after, confirmation(after, about=state.sequence), DIGEST)


@pytest.mark.parametrize(
    ("actor", "part"),
    [
        ("sari", CaseRole.OFFICER),
        ("joko", CaseRole.LEAD),
        ("agus", CaseRole.MEMBER),
        ("dewi", CaseRole.LEADERSHIP),
    ],
)
def test_every_reader_lays_a_hold_with_a_reason_under_which_nothing_is_proposed(
    actor: str, part: CaseRole
) -> None:
    state = ready("archived")
    with pytest.raises(ReasonError):
        apply(state, msgspec.structs.replace(hold(state, actor, part), content=None), DIGEST)
    held = apply(state, hold(state, actor, part), DIGEST)
    with pytest.raises(HoldError):
        apply(held, proposal(held, "budi", "lina"), DIGEST)


def test_a_hold_is_lifted_by_another_leader_alone_and_each_by_itself() -> None:
    state = closed()
    state = apply(state, hold(state, "dewi", CaseRole.LEADERSHIP), DIGEST)
    first = state.sequence
    state = apply(state, hold(state), DIGEST)
    with pytest.raises(OwnHoldError):
        apply(state, release(state, first, "dewi"), DIGEST)
    with pytest.raises(FormError):
        apply(state, release(state, first + 2), DIGEST)
    with pytest.raises(NotYoursError):
        apply(
            state, msgspec.structs.replace(release(state, first), actor="budi", part=CaseRole.OFFICER), DIGEST
        )
    lifted = apply(state, release(state, first), DIGEST)
    assert set(lifted.holds.values()) == {"sari"}
    with pytest.raises(HoldError):
        apply(lifted, proposal(lifted), DIGEST)
    free = apply(lifted, release(lifted, first + 1, "dewi"), DIGEST)
    assert apply(free, proposal(free), DIGEST).destruction is not None


@pytest.mark.parametrize(
    "changes", [{"destroys": None}, {"person": None}, {"entry": 2}, {"about": 3}, {"until": DAY}]
)
def test_a_proposal_names_its_leader_and_what_it_destroys_and_nothing_else(
    changes: dict[str, object],
) -> None:
    state = closed()
    with pytest.raises(ProcedureError):
        apply(state, msgspec.structs.replace(proposal(state), **changes), DIGEST)


def test_a_person_of_the_team_or_taken_off_is_not_asked() -> None:
    for state in (ready("archived"), replace(closed(), dismissed=frozenset({"joko"}))):
        with pytest.raises(FormError):
            apply(state, proposal(state, person="joko"), DIGEST)


def person(identifier: str, *roles: str, alternate: bool = False) -> Person:
    return Person(identifier, identifier, f"post-{identifier}", roles, (), alternate=alternate)  # type: ignore[arg-type]


OFFICE = Roster(
    1, DAY, DAY + timedelta(days=300), Office("Kantor", "Unit", "gateway.kantor"), (),
    (person("sari", "officer"), person("dewi", "leadership"), person("tono", alternate=True)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("signer", "excluded", "objections"),
    [
        ("dewi", (), ()),
        ("tono", (), (Objection.UNENTITLED,)),
        ("tono", (Excluded("dewi", "post-dewi"),), ()),
        ("dewi", (Excluded("dewi", "post-dewi"),), (Objection.UNENTITLED, Objection.EXCLUDED_ACTOR)),
    ],
)
def test_readers_object_to_an_excluded_signatory_and_to_an_alternate_beside_a_leader(
    signer: str, excluded: tuple[Excluded, ...], objections: tuple[Objection, ...]
) -> None:
    state = closed()
    participants = TrustedParticipants(OFFICE, excluded, state)
    asked = participants.follow(proposal(state, person=signer))
    assert (Objection.EXCLUDED_NEWCOMER in asked) == (Objection.EXCLUDED_ACTOR in objections)
    assert participants.follow(confirmation(state, signer)) == objections
