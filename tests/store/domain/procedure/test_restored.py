"""What the procedure refuses of those who accept the loss of decisions, before any key is asked."""

from datetime import date, timedelta

import msgspec
import pytest

from crypto.signing import Signed, compose
from store.domain.event import NO_EVENT, CaseRole, Event, EventKind
from store.domain.labels import Label
from store.domain.procedure.errors import FormError, NotYoursError, SignedBeforeError
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState, first_state
from store.domain.restored_history import HistoryEnd, Loss, LostEvent, RestoreNote

CASE = "c0" * 16
DAY = date(2026, 11, 25)
OLD = HistoryEnd(2, "d" * 64, "e" * 64, 3)
END = HistoryEnd(0, NO_EVENT, NO_EVENT, 2)
NOTE = RestoreNote(CASE, DAY, "Disk", END)
LOST = (LostEvent(1, "c" * 64, "sari", "take", DAY), LostEvent(2, "d" * 64, "sari", "paper", DAY))


def loss(note: RestoreNote = NOTE, old: HistoryEnd = OLD, lost: tuple[LostEvent, ...] = ()) -> Loss:
    return Loss(Signed(compose(Label.RESTORE, note).decode(), b"s"), old, lost, seen=True)


def accepted(state: CaseState, found: Loss | None, actor: str = "sari") -> CaseState:
    part = CaseRole.REPORTER if actor == "reporter" else CaseRole.OFFICER
    event = Event(
        CASE, state.sequence + 1, state.head, actor, part, EventKind.ACCEPT_RESTORE, DAY, loss=found
    )
    return apply(state, event, "f" * 64)


@pytest.mark.parametrize("lost", [(), LOST, LOST[1:]])
def test_two_people_accept_the_same_loss_each_once(lost: tuple[LostEvent, ...]) -> None:
    first = accepted(first_state(CASE, DAY), loss(lost=lost))
    second = accepted(first, msgspec.structs.replace(loss(lost=lost), seen=False), "budi")
    assert second.sequence == 2
    assert (second.stage, second.handler, second.admitted) == (first.stage, first.handler, first.admitted)
    for seen, signature in [(True, b"s"), (False, b"s"), (True, b"spelled anew")]:
        note = Signed(loss().note.statement, signature)
        with pytest.raises(SignedBeforeError):
            accepted(second, msgspec.structs.replace(loss(lost=lost), seen=seen, note=note))


@pytest.mark.parametrize(
    "found",
    [
        None,
        Loss(Signed("kentongan/restore/1\n{}", b"s"), OLD),
        Loss(Signed("", b"s"), OLD),
        loss(msgspec.structs.replace(NOTE, case="ab" * 16)),
        loss(msgspec.structs.replace(NOTE, day=DAY + timedelta(days=1))),
        loss(msgspec.structs.replace(NOTE, end=HistoryEnd(1, "c" * 64, "b" * 64, 2))),
        loss(old=END),
        loss(old=HistoryEnd(0, NO_EVENT, NO_EVENT, 1)),
        loss(lost=LOST[:1]),
        loss(lost=(LOST[1], LOST[0])),
        loss(lost=(LOST[0], LostEvent(2, "0" * 64, "sari", "paper", DAY))),
        loss(lost=(LostEvent(1, "c" * 64, "sari", "take", DAY), *LOST)),
    ],
)
def test_what_cannot_be_such_a_loss_is_refused(found: Loss | None) -> None:
    with pytest.raises(FormError):
        accepted(first_state(CASE, DAY), found)


def test_what_another_course_had_is_listed_though_the_restored_end_has_as_many_decisions() -> None:
    first = accepted(first_state(CASE, DAY), loss(lost=LOST))
    note = msgspec.structs.replace(NOTE, end=HistoryEnd(1, "f" * 64, "b" * 64, 2))
    assert accepted(first, loss(note, lost=LOST), "budi").sequence == 2


def test_the_reporter_accepts_no_loss() -> None:
    with pytest.raises(NotYoursError):
        accepted(first_state(CASE, DAY), loss(), "reporter")
