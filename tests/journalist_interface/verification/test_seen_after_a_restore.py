"""A decision that a workstation saw after a restore is missed, although it misses what the restore lost as well."""

from collections.abc import Iterator

import pytest

from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.restored_case import RestoredCase
from tests.journalist_interface.verification.test_losses import sign
from tests.journalist_interface.verification.test_withdrawals_taken_back import read
from tests.office import TestOffice

pytestmark = pytest.mark.slow


@pytest.fixture
def case(own_office: TestOffice) -> GenuineCase:
    return own_office.report("Isi pertama")


@pytest.fixture
def later(own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase) -> Iterator[RestoredCase]:
    """The day after a restore: sari has signed what it lost, and seen a note that wati wrote since."""
    sari = people.of("sari")
    perform(sari.work(case.case), "acknowledge")
    lost = RestoredCase.backed_up(own_office, case.case)
    perform(sari.work(case.case), "note", text="Catatan yang hilang")
    lost.restore_and_note()
    sign(sari, case)
    own_office.move(days=1)
    before = RestoredCase.backed_up(own_office, case.case)
    perform(people.of("wati").work(case.case), "note", text="Catatan hari berikutnya")
    assert is_broken(people, case)
    yield before
    before.withdraw()


def is_broken(people: HeadlessWorkstations, case: GenuineCase) -> bool:
    return read(people.anew("sari"), case).chain.broken is not None


def test_a_store_that_drops_it_is_told_whoever_signs_the_loss(
    people: HeadlessWorkstations, case: GenuineCase, later: RestoredCase
) -> None:
    later.restore()
    sign(people.of("budi"), case)
    assert [is_broken(people, case) for _session in range(2)] == [True, True]


def test_where_it_stays_the_signed_loss_ends_the_alarm(
    people: HeadlessWorkstations, case: GenuineCase, later: RestoredCase
) -> None:
    assert later.end.events < len(read(people.of("sari"), case).events)
    sign(people.of("budi"), case)
    assert [is_broken(people, case) for _session in range(2)] == [False, False]


def test_where_another_restore_lost_it_two_signed_losses_end_the_alarm(
    people: HeadlessWorkstations, case: GenuineCase, later: RestoredCase
) -> None:
    later.restore_and_note()
    budi = people.of("budi")
    sign(budi, case)
    assert is_broken(people, case)
    sign(people.of("wati"), case)
    sign(budi, case)
    assert [is_broken(people, case) for _session in range(2)] == [False, False]


def test_one_of_the_day_of_the_restore_that_was_seen_later_is_missed_too(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    sari = people.of("sari")
    perform(sari.work(case.case), "acknowledge")
    lost = RestoredCase.backed_up(own_office, case.case)
    perform(sari.work(case.case), "note", text="Catatan yang hilang")
    lost.restore_and_note()
    sign(sari, case)
    before = RestoredCase.backed_up(own_office, case.case)
    perform(people.of("wati").work(case.case), "note", text="Catatan hari pemulihan")
    assert is_broken(people, case)
    own_office.move(days=1)
    assert is_broken(people, case)
    before.restore()
    sign(people.of("budi"), case)
    assert [is_broken(people, case) for _session in range(2)] == [True, True]
    lost.withdraw()
