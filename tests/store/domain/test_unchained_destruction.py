"""A note of a restore explains signatures of a destruction only where that restore can have lost their events."""

from datetime import date, timedelta

import msgspec
import pytest

from crypto import signing
from crypto.signing import Signed
from store.domain.event import NO_EVENT, CaseRole, Event, EventKind, SignedEvent, chain_digest
from store.domain.labels import Label
from store.domain.restored_history import HistoryEnd, Loss, RestoreNote
from store.domain.retention import DestroyedPart
from store.domain.tombstone import DestructionSignatures, PartTombstone
from store.domain.unchained_destruction import can_be_lost

CASE, DAY, PLACE = "c" * 32, date(2026, 11, 25), 2
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


@pytest.mark.parametrize("told", [(), (note(PLACE, -1),), (note(PLACE - 1),), (note(PLACE, case="e" * 32),)])
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


def kept(days: int, loss: Loss | None = None) -> SignedEvent:
    """The one event of a backup, so many days after the second signature."""
    kind = EventKind.TAKE if loss is None else EventKind.ACCEPT_RESTORE
    made = Event(CASE, 1, NO_EVENT, "sari", CaseRole.OFFICER, kind, DAY + timedelta(days=days), loss=loss)
    return SignedEvent(signing.compose(Label.EVENT, made), b"signature")


def restored_to(backup: SignedEvent, messages: int, days: int) -> RestoreNote:
    """A restore of a backup with this event alone."""
    end = HistoryEnd(1, chain_digest(backup.statement, backup.signature), backup.statement_digest, messages)
    return RestoreNote(CASE, DAY + timedelta(days=days), "Cakram rusak", end)


def loss_by(lost: RestoreNote) -> Loss:
    text = signing.compose(Label.RESTORE, lost).decode()
    return Loss(Signed(text, b"signature"), HistoryEnd(2, "a" * 64, "b" * 64, PLACE))


def are_believed(
    backup: SignedEvent, *notes: RestoreNote, previous: str = "c" * 64, sequence: int = 9
) -> bool:
    """Return whether signatures of these numbers, after an event of this digest, are believed beside this backup."""
    proposal = msgspec.structs.replace(PROPOSAL, sequence=sequence, previous=previous)
    first = SignedEvent(signing.compose(Label.EVENT, proposal), b"signature")
    confirmation = msgspec.structs.replace(
        CONFIRMATION, sequence=sequence + 1, previous=chain_digest(first.statement, first.signature)
    )
    second = SignedEvent(signing.compose(Label.EVENT, confirmation), b"other signature")
    found = DestructionSignatures(proposal, confirmation)
    return can_be_lost(PartTombstone(first, second), found, (backup,), notes)


@pytest.mark.parametrize(
    ("backup", "believed"),
    [
        (kept(-1), True),
        (kept(1), True),
        (kept(0, loss_by(note(PLACE - 1, 4))), True),
        (kept(0, loss_by(note(PLACE - 1, 1))), False),
        (kept(2), False),
        (SignedEvent(b"kata", b"signature"), False),
    ],
)
def test_a_backup_from_after_the_place_was_lost_explains_no_signatures_from_before(
    backup: SignedEvent, believed: bool
) -> None:
    """Its events tell of a later day, or of the loss itself: what it has in the place is another message."""
    told = (note(PLACE - 1, 1), restored_to(backup, PLACE, 3))
    assert are_believed(backup, *told) is believed


def test_signatures_that_came_after_the_place_was_lost_are_explained_by_a_backup_from_after_that() -> None:
    """They are of a later day than that restore, or go on from the last event of the backup."""
    backup = kept(0, loss_by(note(PLACE - 1, -1)))
    assert are_believed(backup, note(PLACE - 1, -1), restored_to(backup, PLACE, 3))
    backup = kept(0, loss_by(note(PLACE - 1, 0)))
    told = note(PLACE - 1, 0), restored_to(backup, PLACE, 3)
    assert not are_believed(backup, *told)
    assert are_believed(backup, *told, previous=told[1].end.head, sequence=2)


def test_a_loss_with_a_note_that_nobody_can_read_tells_nothing() -> None:
    backup = kept(0, Loss(Signed("kata", b"signature"), HistoryEnd(2, "a" * 64, "b" * 64, PLACE)))
    assert are_believed(backup, note(PLACE - 1, 1), restored_to(backup, PLACE, 3))
