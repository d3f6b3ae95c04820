"""A grant to who is there hands over keys, and nothing else; the same grant once more is no act."""

import msgspec
import pytest

from crypto.event import Action, Event, Keys, Part, PlaceKey, grant_digest
from store.contract.procedure.errors import AlreadyDoneError, FormError, TeamError
from store.contract.procedure.rules import apply
from store.contract.procedure.state import CaseState
from tests.store.contract.procedure.ready_case import CASE, DAY, ready

KEYS = "a" * 64
OTHER_KEYS = "b" * 64
CONTENT = "c" * 64


def grant(state: CaseState, person: str, role: Part, keys: str = KEYS, giver: str = "sari") -> Event:
    return Event(
        CASE, state.sequence + 1, state.head, giver, Part.OFFICER, Action.ADMIT, DAY, person=person, role=role,
        keys=keys, content=CONTENT,
    )  # fmt: skip


def after(state: CaseState, *acts: tuple[str, Part] | tuple[str, Part, str]) -> CaseState:
    for act in acts:
        state = apply(state, grant(state, *act), "d" * 64)
    return state


def dismissal(state: CaseState, person: str) -> Event:
    return Event(
        CASE, state.sequence + 1, state.head, "sari", Part.OFFICER, Action.DISMISS, DAY, person=person,
        content=CONTENT,
    )  # fmt: skip


PRESENT = [("joko", Part.LEAD), ("agus", Part.MEMBER), ("dewi", Part.LEADERSHIP), ("wati", Part.OFFICER)]


@pytest.mark.parametrize(("person", "role"), PRESENT)
def test_a_grant_to_who_is_there_changes_no_part_and_no_right(person: str, role: Part) -> None:
    before = after(ready("investigation"), ("wati", Part.OFFICER))
    take = Event(
        CASE, before.sequence + 1, before.head, "sari", Part.OFFICER, Action.TAKE, DAY, person="wati"
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
        ("joko", Part.MEMBER, TeamError),
        ("agus", Part.LEAD, TeamError),
        ("agus", Part.OFFICER, FormError),
        ("joko", Part.LEADERSHIP, FormError),
        ("dewi", Part.OFFICER, FormError),
        ("dewi", Part.MEMBER, TeamError),
    ],
)
def test_no_grant_gives_who_is_there_another_part(person: str, role: Part, error: type[Exception]) -> None:
    state = ready("investigation")
    with pytest.raises(error):
        apply(state, grant(state, person, role), "d" * 64)


def test_the_same_keys_from_the_same_person_are_already_given() -> None:
    state = after(ready("investigation"), ("dewi", Part.LEADERSHIP))
    with pytest.raises(AlreadyDoneError):
        apply(state, grant(state, "dewi", Part.LEADERSHIP), "d" * 64)
    after(state, ("dewi", Part.LEADERSHIP, OTHER_KEYS))
    after(state, ("wati", Part.OFFICER))


def test_nobody_keeps_a_colleague_from_granting_by_claiming_the_same_keys() -> None:
    state = after(ready("investigation"), ("dewi", Part.LEADERSHIP))
    apply(state, grant(state, "dewi", Part.LEADERSHIP, giver="budi"), "d" * 64)


def test_who_was_taken_off_and_comes_back_gets_the_same_keys_again() -> None:
    state = after(ready("investigation"), ("wati", Part.OFFICER))
    state = apply(state, dismissal(state, "wati"), "d" * 64)
    assert "wati" in after(state, ("wati", Part.OFFICER)).admitted


def test_a_new_certificate_makes_the_same_keys_another_grant() -> None:
    keys = Keys(entries=(PlaceKey(1, "9:" + "A" * 64),))
    assert grant_digest(keys, ["A" * 40, "B" * 40]) == grant_digest(keys, ["B" * 40, "A" * 40])
    assert grant_digest(keys, ["A" * 40]) != grant_digest(keys, ["B" * 40])
    more = msgspec.structs.replace(keys, entries=(*keys.entries, PlaceKey(2, "9:" + "B" * 64)))
    assert grant_digest(keys, ["A" * 40]) != grant_digest(more, ["A" * 40])
