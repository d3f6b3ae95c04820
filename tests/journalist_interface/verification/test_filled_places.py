"""Places that a restore lost and the reporter filled before anybody signed: the loss can be signed, and the alarm ends.

Nothing is missing by then. What is there contradicts what a workstation had read.
"""

from collections.abc import Iterator

import pytest

from journalist_interface.actions.losses import accept, proposal_key
from journalist_interface.verification.case_file import WithdrawnEntry
from journalist_interface.verification.problems import CaseProblem
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.restored_case import RestoredCase
from tests.journalist_interface.store_rows import take_back_withdrawal
from tests.journalist_interface.verification.conftest import NAME
from tests.journalist_interface.verification.test_losses import sign
from tests.journalist_interface.verification.test_withdrawals_taken_back import is_told, read
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

pytestmark = pytest.mark.slow


@pytest.fixture
def case(own_office: TestOffice) -> GenuineCase:
    return own_office.report("Isi pertama")


@pytest.fixture
def emptied(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> Iterator[RestoredCase]:
    """A case with a report alone; what comes after that is lost."""
    perform(people.of("sari").work(case.case), "acknowledge")
    made = RestoredCase.backed_up(own_office, case.case)
    yield made
    made.withdraw()


def anew(people: HeadlessWorkstations, name: str) -> HeadlessWorkstation:
    """This person's workstation after a new sign-in, be it their first."""
    people.of(name)
    return people.anew(name)


def all_sign(people: HeadlessWorkstations, case: GenuineCase, *names: str) -> None:
    for name in names:
        sign(anew(people, name), case)


def nothing_is_wrong(people: HeadlessWorkstations, case: GenuineCase, *names: str) -> None:
    for name in names * 2:
        file = read(anew(people, name), case)
        assert (file.problems, file.chain.broken, file.chain.proposals) == (set(), None, ()), name


def is_passed_off(people: HeadlessWorkstations, case: GenuineCase, name: str) -> None:
    assert read(anew(people, name), case).problems == {CaseProblem.PASSED_OFF}


def is_told_with_nothing_to_sign(people: HeadlessWorkstations, case: GenuineCase) -> None:
    """The reporter's next message has the number of the withdrawal, and sari is told what was taken back."""
    case.says("Pesan berikutnya")
    is_told(anew(people, "sari"), case)
    assert read(people.of("sari"), case).chain.proposals == ()


def test_a_file_whose_withdrawal_was_lost_is_offered_again(
    people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    case.withdraws(2)
    for name in ("sari", "budi"):
        read(people.of(name), case)
    lost.restore_and_note()
    for _message in range(2):
        case.says("Pesan berikutnya")
    is_told(anew(people, "sari"), case)
    all_sign(people, case, "sari", "budi")
    nothing_is_wrong(people, case, "sari", "budi", "wati")
    assert read(people.of("sari"), case).reporter_attachment(2) is not None


def test_a_file_in_the_place_of_a_lost_message_is_withdrawn_as_any_other(
    people: HeadlessWorkstations, case: GenuineCase, emptied: RestoredCase
) -> None:
    case.says("Pesan yang hilang")
    for name in ("sari", "budi"):
        read(people.of(name), case)
    emptied.restore_and_note()
    case.attaches(b"berkas lain", NAME)
    case.withdraws(2)
    for name in ("sari", "budi"):
        is_passed_off(people, case, name)
    all_sign(people, case, "sari", "budi")
    nothing_is_wrong(people, case, "sari", "budi", "wati")
    assert isinstance(read(people.of("sari"), case).entries[2], WithdrawnEntry)


def test_the_loss_can_be_signed_before_the_file_is_withdrawn_and_calls_nothing_wrong(
    people: HeadlessWorkstations, case: GenuineCase, emptied: RestoredCase
) -> None:
    case.says("Pesan yang hilang")
    read(people.of("sari"), case)
    emptied.restore_and_note()
    case.attaches(b"berkas lain", NAME)
    file = read(anew(people, "sari"), case)
    [offered] = file.chain.proposals
    assert (file.problems, offered.loss.old.messages, offered.loss.seen) == (set(), 2, True)
    all_sign(people, case, "sari", "budi")
    case.withdraws(2)
    nothing_is_wrong(people, case, "sari", "budi")


def test_who_read_nothing_of_it_has_a_loss_to_sign_only_once_another_signed(
    people: HeadlessWorkstations, case: GenuineCase, emptied: RestoredCase
) -> None:
    case.says("Pesan yang hilang")
    read(people.of("sari"), case)
    emptied.restore_and_note()
    case.attaches(b"berkas lain", NAME)
    assert read(anew(people, "wati"), case).chain.proposals == ()
    sign(anew(people, "sari"), case)
    [offered] = read(anew(people, "wati"), case).chain.proposals
    assert (offered.signers, offered.loss.seen) == (("sari",), False)


def test_who_read_more_places_signs_these_instead(
    people: HeadlessWorkstations, case: GenuineCase, emptied: RestoredCase
) -> None:
    for _message in range(2):
        read(people.of("sari"), case)
        case.says("Pesan yang hilang")
    read(people.of("budi"), case)
    emptied.restore_and_note()
    for _file in range(2):
        case.attaches(b"berkas lain", NAME)
    sign(anew(people, "sari"), case)
    budi = anew(people, "budi").work(case.case)
    signed, own = budi.file.chain.proposals
    assert (signed.loss.old.messages, own.loss.old.messages) == (2, 3)
    accept(budi, proposal_key(own))
    sari = anew(people, "sari").work(case.case)
    _mine, larger = sari.file.chain.proposals
    accept(sari, proposal_key(larger))
    for place in (2, 3):
        case.withdraws(place)
    nothing_is_wrong(people, case, "sari", "budi")


def test_a_colleague_who_read_more_signs_by_the_same_note_after_it_was_settled(
    people: HeadlessWorkstations, case: GenuineCase, emptied: RestoredCase
) -> None:
    case.says("Pesan yang hilang")
    for name in ("sari", "wati"):
        read(people.of(name), case)
    case.says("Pesan yang hilang juga")
    read(people.of("budi"), case)
    emptied.restore_and_note()
    all_sign(people, case, "sari", "wati")
    for _file in range(2):
        case.attaches(b"berkas lain", NAME)
    case.withdraws(3)
    is_passed_off(people, case, "budi")
    all_sign(people, case, "budi", "sari")
    nothing_is_wrong(people, case, "sari", "budi", "wati")


def test_what_was_read_after_the_day_of_the_restore_no_note_explains(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    lost.restore_and_note()
    own_office.move(days=1)
    before = CaseRows.taken(own_office, case.case)
    case.withdraws(2)
    read(anew(people, "sari"), case)
    take_back_withdrawal(before)
    is_told_with_nothing_to_sign(people, case)


def test_what_the_note_left_no_signature_explains(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    before = CaseRows.taken(own_office, case.case)
    case.withdraws(2)
    read(people.of("sari"), case)
    lost.hand_out(RestoredCase.backed_up(own_office, case.case).note())
    take_back_withdrawal(before)
    is_told_with_nothing_to_sign(people, case)


def test_a_note_that_was_settled_explains_no_withdrawal_that_is_taken_back_later(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    case.says("Pesan yang hilang")
    for name in ("sari", "budi"):
        read(people.of(name), case)
    lost.restore_and_note()
    all_sign(people, case, "sari", "budi")
    before = CaseRows.taken(own_office, case.case)
    case.withdraws(2)
    read(anew(people, "sari"), case)
    take_back_withdrawal(before)
    is_told_with_nothing_to_sign(people, case)
