"""Restores of an older backup and then of the newest: what they left is exchanged for nothing else."""

from collections.abc import Iterator

import pytest

from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.restored_case import RestoredCase, hand_out, signed_note, withdraw_notes
from tests.journalist_interface.store_rows import envelope_of, put_envelope
from tests.journalist_interface.verification.test_exchanged_places import (
    PEOPLE,
    PLACE,
    SAID,
    all_read,
    all_told,
)
from tests.journalist_interface.verification.test_other_courses import all_sign_in, sign_all
from tests.journalist_interface.verification.test_withdrawals_taken_back import read
from tests.office import TestOffice

pytestmark = pytest.mark.slow


@pytest.fixture
def case(own_office: TestOffice, people: HeadlessWorkstations) -> Iterator[GenuineCase]:
    """A case of which everybody read two messages."""
    made = own_office.report("Isi pertama", opens=True)
    perform(people.of("sari").work(made.case), "acknowledge")
    made.says("Pesan kedua")
    all_read(people, made)
    yield made
    withdraw_notes(own_office)


def noted(restored: RestoredCase, reason: str) -> None:
    """Restore a backup, and hand out the note on that."""
    restored.restore()
    hand_out(restored.office, signed_note(restored.office, restored.case, restored.end, reason=reason))


@pytest.mark.parametrize(
    ("days", "withheld"), [pytest.param(0, False, marks=pytest.mark.thorough), (1, True)]
)
def test_what_both_restores_left_is_not_exchanged_unseen_once_a_loss_by_one_was_signed(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, days: int, withheld: bool
) -> None:
    """Nobody signs a loss by the note of the newest backup; the store can also hand it out later."""
    older = RestoredCase.backed_up(own_office, case.case)
    case.says("Pesan yang ditolak")
    refused = envelope_of(own_office, case.case, PLACE)
    older.restore()
    case.says(SAID)
    all_read(people, case)
    newest = RestoredCase.backed_up(own_office, case.case)
    perform(people.of("sari").work(case.case), "note", text="Catatan yang hilang")
    read(people.of("budi"), case)
    all_sign_in(own_office, people, days=1)
    noted(older, "Cakram rusak")
    all_sign_in(own_office, people, days)
    newest.restore()
    found = signed_note(own_office, case.case, newest.end, reason="Cadangan terbaru ditemukan")
    if not withheld:
        hand_out(own_office, found)
    sign_all(people, case, *PEOPLE)
    all_read(people, case)
    all_sign_in(own_office, people, days=60)
    if withheld:
        hand_out(own_office, found)
    put_envelope(own_office, case.case, PLACE, refused)
    all_told(people, case)


@pytest.mark.parametrize(
    "signed", ["after both restores", pytest.param("after each restore", marks=pytest.mark.thorough)]
)
def test_what_came_between_the_restores_leaves_no_alarm(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, signed: str
) -> None:
    """All of it is of one day, and both officers read what came between."""
    older = RestoredCase.backed_up(own_office, case.case)
    case.says(SAID)
    newest = RestoredCase.backed_up(own_office, case.case)
    perform(people.of("sari").work(case.case), "note", text="Catatan yang hilang")
    all_read(people, case)
    noted(older, "Cakram rusak")
    if signed == "after each restore":
        sign_all(people, case, *PEOPLE)
    case.says("Pesan yang datang di antara kedua pemulihan")
    for name in PEOPLE:
        read(people.anew(name), case)
    noted(newest, "Cadangan terbaru ditemukan")
    sign_all(people, case, *PEOPLE)
    for days in (0, 1):
        all_sign_in(own_office, people, days=days)
        all_read(people, case)
