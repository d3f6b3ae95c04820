"""A note of a restore explains signatures of a destruction only where that restore can have lost their events."""

from datetime import date, timedelta

import pytest

from crypto import signing
from store.domain.event import NO_EVENT, CaseRole, Event, EventKind, SignedEvent, chain_digest
from store.domain.labels import Label
from store.domain.restored_history import HistoryEnd, RestoreNote
from store.domain.retention import DestroyedPart
from store.domain.tombstone import DestructionSignatures, PartTombstone
from store.domain.unchained_destruction import can_be_lost

CASE, DAY, PLACE = "c" * 16, date(2026, 11, 25), 2
PART = DestroyedPart(PLACE, "message", "d" * 64)
PROPOSAL = Event(
    CASE, 1, NO_EVENT, "sari", CaseRole.OFFICER, EventKind.PROPOSE_PART, DAY, part_destroyed=PART
)
SIGNED = SignedEvent(signing.compose(Label.EVENT, PROPOSAL), b"signature")
CONFIRMATION = Event(
    CASE,
    2,
    chain_digest(SIGNED.statement, SIGNED.signature),
    "dewi",
    CaseRole.SIGNATORY,
    EventKind.CONFIRM_PART,
    DAY,
    about=1,
    part_destroyed=PART,
)
TOMBSTONE = PartTombstone(SIGNED, SignedEvent(signing.compose(Label.EVENT, CONFIRMATION), b"other signature"))


def note(messages: int, days: int = 0, case: str = CASE) -> RestoreNote:
    """A restore so many days after the second signature, of a backup with so many messages and no event."""
    end = HistoryEnd(0, NO_EVENT, NO_EVENT, messages)
    return RestoreNote(case, DAY + timedelta(days=days), "Cakram rusak", end)


def is_believed(*notes: RestoreNote) -> bool:
    return can_be_lost(TOMBSTONE, DestructionSignatures(PROPOSAL, CONFIRMATION), (), notes)


@pytest.mark.parametrize("days", [0, 1, 30])
def test_a_restore_that_left_the_place_on_that_day_or_later_can_have_lost_the_signatures(days: int) -> None:
    assert is_believed(note(PLACE, days))


@pytest.mark.parametrize("told", [(), (note(PLACE, -1),), (note(PLACE - 1),), (note(PLACE, case="e" * 16),)])
def test_no_earlier_restore_nor_one_that_lost_the_place_nor_one_of_another_case_explains_them(
    told: tuple[RestoreNote, ...],
) -> None:
    assert not is_believed(*told)


@pytest.mark.parametrize(("days", "believed"), [(0, True), (1, False), (2, False)])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_restore_that_lost_the_place_counts_against_them_from_the_day_of_the_other_on(
    days: int, is_first: bool, believed: bool
) -> None:
    told = [note(PLACE - 1, days), note(PLACE, 1)]
    assert is_believed(*(told if is_first else reversed(told))) is believed


def test_a_restore_after_the_place_was_lost_explains_them_again() -> None:
    """The newest backup followed an older one."""
    assert is_believed(note(PLACE, 0), note(PLACE - 1, 1), note(PLACE, 2))
