"""Another course of decisions that a workstation was shown does not vanish unnoticed, also if the first one returns."""

from collections.abc import Iterator

import pytest

from store.domain.procedure.chain_verification import BrokenChainError
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform, send_reply
from tests.journalist_interface.restored_case import RestoredCase, hand_out, signed_note, withdraw_notes
from tests.journalist_interface.verification.test_losses import sign
from tests.journalist_interface.verification.test_withdrawals_taken_back import read
from tests.office import TestOffice

pytestmark = pytest.mark.slow


@pytest.fixture
def case(own_office: TestOffice) -> Iterator[GenuineCase]:
    yield own_office.report("Isi pertama")
    withdraw_notes(own_office)


@pytest.fixture
def older(own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase) -> RestoredCase:
    """A backup of before the newest one."""
    perform(people.of("sari").work(case.case), "acknowledge")
    return RestoredCase.backed_up(own_office, case.case)


@pytest.fixture
def newest(own_office: TestOffice, people: HeadlessWorkstations, older: RestoredCase) -> RestoredCase:
    """A backup of the first course, whose last decision sari made. The store has the older one again."""
    perform(people.of("sari").work(older.case), "note", text="Catatan jalur pertama")
    made = RestoredCase.backed_up(own_office, older.case)
    older.restore()
    return made


def is_broken(people: HeadlessWorkstations, case: GenuineCase, name: str = "sari") -> bool:
    return read(people.anew(name), case).chain.broken is not None


def note_restore(office: TestOffice, restored: RestoredCase, reason: str) -> None:
    """Hand out a note of today with a reason of its own."""
    hand_out(office, signed_note(office, restored.case, restored.end, reason=reason))


@pytest.mark.parametrize("days", [0, 1])
def test_a_dismissal_that_was_shown_is_missed_once_the_first_course_returns(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, newest: RestoredCase, days: int
) -> None:
    perform(people.of("wati").work(case.case), "dismiss", person="budi", reason="Benturan kepentingan")
    assert is_broken(people, case)
    own_office.move(days=days)
    newest.restore()
    assert [is_broken(people, case) for _session in range(2)] == [True, True]
    with pytest.raises(BrokenChainError):
        send_reply(people.of("sari").work(case.case), "Jawaban yang tidak boleh dibaca Budi")


def test_a_course_that_goes_on_in_the_first_one_is_none(
    people: HeadlessWorkstations, case: GenuineCase, newest: RestoredCase
) -> None:
    assert is_broken(people, case)  # the store shows less
    newest.restore()
    assert [is_broken(people, case) for _session in range(2)] == [False, False]


@pytest.mark.parametrize("is_seen", [True, False])
def test_two_restores_one_after_the_other_leave_no_alarm_once_they_are_signed(
    own_office: TestOffice,
    people: HeadlessWorkstations,
    case: GenuineCase,
    older: RestoredCase,
    newest: RestoredCase,
    *,
    is_seen: bool,
) -> None:
    """First an older backup, on which wati decides, then the newest."""
    note_restore(own_office, older, "Cakram rusak")
    perform(people.of("wati").work(case.case), "note", text="Catatan jalur kedua")
    if is_seen:
        assert is_broken(people, case)
    newest.restore()
    note_restore(own_office, newest, "Cadangan terbaru ditemukan")
    assert is_broken(people, case, "wati")
    assert is_broken(people, case) == is_seen
    sign(people.of("wati"), case)
    sign(people.of("sari"), case)
    assert [is_broken(people, case, name) for name in ("sari", "wati") * 2] == [False] * 4
    perform(people.of("sari").work(case.case), "note", text="Lanjut")
    assert not is_broken(people, case, "wati")


def test_a_note_of_before_the_course_was_shown_last_explains_nothing(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, newest: RestoredCase
) -> None:
    note_restore(own_office, newest, "Cakram rusak")
    own_office.move(days=1)
    perform(people.of("wati").work(case.case), "note", text="Catatan jalur kedua")
    assert is_broken(people, case)
    newest.restore()
    for name in ("sari", "wati"):
        assert is_broken(people, case, name)
        assert read(people.of(name), case).chain.proposals == ()


def test_an_alarm_that_an_older_course_left_ends_with_a_later_restore_that_two_sign(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, newest: RestoredCase
) -> None:
    perform(people.of("wati").work(case.case), "note", text="Catatan jalur kedua")
    assert is_broken(people, case)
    newest.restore()
    own_office.move(days=30)
    budi = people.of("budi")
    perform(budi.work(case.case), "note", text="Catatan sebelum cadangan")
    again = RestoredCase.backed_up(own_office, case.case)
    perform(budi.work(case.case), "note", text="Catatan yang hilang")
    again.restore()
    note_restore(own_office, again, "Cakram rusak lagi")
    sign(people.anew("budi"), case)
    sign(people.anew("sari"), case)
    assert [is_broken(people, case, name) for name in ("sari", "budi") * 2] == [False] * 4
