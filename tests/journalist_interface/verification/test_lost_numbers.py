"""A signed loss makes no message vanish but those that the restore lost: the rest stays missing, in each session."""

from collections.abc import Iterator

import pytest

from journalist_interface.verification.problems import CaseProblem
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.restored_case import RestoredCase
from tests.journalist_interface.store_rows import drop
from tests.journalist_interface.verification.test_losses import sign
from tests.journalist_interface.verification.test_withdrawals_taken_back import read
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

pytestmark = pytest.mark.slow


@pytest.fixture
def case(own_office: TestOffice) -> GenuineCase:
    made = own_office.report("Isi pertama")
    made.says("Pesan kedua")
    return made


@pytest.fixture
def lost(own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase) -> Iterator[RestoredCase]:
    """A restore that lost two messages, which three people had read, and which budi signs."""
    perform(people.of("sari").work(case.case), "acknowledge")
    made = RestoredCase.backed_up(own_office, case.case)
    for _message in range(2):
        case.says("Pesan yang hilang")
    for name in ("sari", "budi", "wati"):
        assert read(people.of(name), case).problems == set()
    made.restore_and_note()
    sign(people.of("budi"), case)
    yield made
    made.withdraw()


def is_shortened(people: HeadlessWorkstations, case: GenuineCase) -> None:
    for _session in range(3):
        assert CaseProblem.SHORTENED in read(people.anew("sari"), case).problems


@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize("messages", [1, pytest.param(2, marks=pytest.mark.thorough), 3])
def test_a_message_of_a_later_day_in_a_lost_place_is_missed(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, messages: int
) -> None:
    """The store keeps the second signature back until a workstation has read it."""
    own_office.move(days=1)
    before = CaseRows.taken(own_office, case.case)
    for _message in range(messages):
        case.says("Pesan hari berikutnya")
    read(people.anew("sari"), case)
    before.put_back()
    sign(people.anew("wati"), case)
    is_shortened(people, case)


@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize("has_index", [True, False])
def test_a_message_before_the_end_in_the_note_is_missed(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, *, has_index: bool
) -> None:
    sign(people.of("wati"), case)
    drop(own_office, case.case, 2, count_again=True)
    if not has_index:
        people.of("sari").officer.case_cache.forget(case.case)
    is_shortened(people, case)


@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize(
    "messages",
    [0, pytest.param(1, marks=pytest.mark.thorough), pytest.param(2, marks=pytest.mark.thorough), 3],
)
def test_what_the_restore_lost_is_missed_no_more(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, messages: int
) -> None:
    own_office.move(days=1)
    for _message in range(messages):
        case.says("Pesan hari berikutnya")
    sign(people.anew("wati"), case)
    for _session in range(2):
        assert read(people.anew("sari"), case).problems == set()
