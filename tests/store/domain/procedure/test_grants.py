"""A grant to who is there hands over keys, and nothing else; the same grant once more is no event."""

import msgspec
import pytest

from store.domain.event import CaseRole, Event, EventKind, Keys, PlaceKey, grant_digest
from store.domain.procedure.errors import AlreadyDoneError, FormError, TeamError
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState
from tests.store.domain.procedure.ready_case import CASE, DAY, ready

KEYS = "a" * 64
OTHER_KEYS = "b" * 64
CONTENT = "c" * 64


def grant(state: CaseState, person: str, role: CaseRole, keys: str = KEYS, giver: str = "sari") -> Event:
    return Event(
        CASE, state.sequence + 1, state.head, giver, CaseRole.OFFICER, EventKind.ADMIT, DAY, person=person, role=role,
        keys=keys, content=CONTENT,
    )  # fmt: skip


def after(state: CaseState, *admitted: tuple[str, CaseRole] | tuple[str, CaseRole, str]) -> CaseState:
    for arguments in admitted:
        state = apply(state, grant(state, *arguments), "d" * 64)
    return state


def dismissal(state: CaseState, person: str) -> Event:
    return Event(
        CASE, state.sequence + 1, state.head, "sari", CaseRole.OFFICER, EventKind.DISMISS, DAY, person=person,
        content=CONTENT,
    )  # fmt: skip


PRESENT = [
    ("joko", CaseRole.LEAD),
    ("agus", CaseRole.MEMBER),
    ("dewi", CaseRole.LEADERSHIP),
    ("wati", CaseRole.OFFICER),
]


@pytest.mark.parametrize(("person", "role"), PRESENT)
def test_a_grant_to_who_is_there_changes_no_part_and_no_right(person: str, role: CaseRole) -> None:
    before = after(ready("investigation"), ("wati", CaseRole.OFFICER))
    take = Event(
        CASE, before.sequence + 1, before.head, "sari", CaseRole.OFFICER, EventKind.TAKE, DAY, person="wati"
    )  # fmt: skip
    before = apply(before, take, "d" * 64)
    found = after(before, (person, role, OTHER_KEYS))
    assert found.granted - before.granted == {("sari", person, role, OTHER_KEYS)}
    unchanged = {"sequence", "head", "day", "granted"}
    for name in set(CaseState.__slots__) - unchanged:
        assert getattr(found, name) == getattr(before, name), name


@pytest.mark.parametrize(
    ("person", "role", "error"),
    [
        ("joko", CaseRole.MEMBER, TeamError),
        ("agus", CaseRole.LEAD, TeamError),
        ("agus", CaseRole.OFFICER, FormError),
        ("joko", CaseRole.LEADERSHIP, FormError),
        ("dewi", CaseRole.OFFICER, FormError),
        ("dewi", CaseRole.MEMBER, TeamError),
    ],
)
def test_no_grant_gives_who_is_there_another_part(
    person: str, role: CaseRole, error: type[Exception]
) -> None:
    state = ready("investigation")
    with pytest.raises(error):
        apply(state, grant(state, person, role), "d" * 64)


def test_the_same_keys_from_the_same_person_are_already_given() -> None:
    state = after(ready("investigation"), ("dewi", CaseRole.LEADERSHIP))
    with pytest.raises(AlreadyDoneError):
        apply(state, grant(state, "dewi", CaseRole.LEADERSHIP), "d" * 64)
    after(state, ("dewi", CaseRole.LEADERSHIP, OTHER_KEYS))
    after(state, ("wati", CaseRole.OFFICER))


def test_no_claim_of_the_same_keys_keeps_a_colleague_from_granting() -> None:
    state = after(ready("investigation"), ("dewi", CaseRole.LEADERSHIP))
    apply(state, grant(state, "dewi", CaseRole.LEADERSHIP, giver="budi"), "d" * 64)


def test_who_was_taken_off_and_comes_back_gets_the_same_keys_again() -> None:
    state = after(ready("investigation"), ("wati", CaseRole.OFFICER))
    state = apply(state, dismissal(state, "wati"), "d" * 64)
    assert "wati" in after(state, ("wati", CaseRole.OFFICER)).admitted


def test_a_new_certificate_makes_the_same_keys_another_grant() -> None:
    keys = Keys(entries=(PlaceKey(1, "9:" + "A" * 64),))
    assert grant_digest(keys, ["A" * 40, "B" * 40]) == grant_digest(keys, ["B" * 40, "A" * 40])
    assert grant_digest(keys, ["A" * 40]) != grant_digest(keys, ["B" * 40])
    more = msgspec.structs.replace(keys, entries=(*keys.entries, PlaceKey(2, "9:" + "B" * 64)))
    assert grant_digest(keys, ["A" * 40]) != grant_digest(more, ["A" * 40])
