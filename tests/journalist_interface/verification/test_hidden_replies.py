"""A reply in whose place the store shows something else that has the reporter's signature, or to one side alone."""

import pytest

from journalist_interface.verification.case_file import BadRow, WithdrawnEntry
from journalist_interface.verification.problems import CaseProblem, RowProblem
from source_interface.submissions.withdrawals import SentFileState
from store.domain.envelope import Envelope, WithdrawnFile, signed_envelope
from tests.genuine_case import GenuineCase
from tests.journalist_interface.ended_case import sign as sign_destruction
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.store_rows import envelope_of, put_envelope, put_plaintext
from tests.journalist_interface.verification.conftest import NAME
from tests.journalist_interface.verification.test_withdrawals_taken_back import put_refused, read
from tests.journalist_interface.verification.test_withdrawn_files import claim_withdrawn, withdrawal
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice
from tests.source_interface.report_reader import answer

SAID = "Pesan sesudah jawaban"


@pytest.fixture
def case(own_office: TestOffice) -> GenuineCase:
    """A report, and a file at place 2."""
    made = own_office.report("Isi pertama")
    made.attaches(b"isi berkas", NAME)
    return made


def blob_of(case: GenuineCase, own_office: TestOffice) -> str:
    """Return the name of the only file."""
    [blob] = CaseRows.taken(own_office, case.case).blobs
    return blob


def is_missed(workstation: HeadlessWorkstation, case: GenuineCase, *others: CaseProblem) -> None:
    for _reading in range(2):
        assert read(workstation, case).problems == {CaseProblem.REPLY_PASSED_OFF, *others}


@pytest.mark.parametrize("reads", ["who read the reply", "who reads for the first time"])
def test_a_reply_is_missed_in_whose_place_there_is_a_withdrawal_that_lost_the_race_for_it(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, reads: str
) -> None:
    """The reporter withdrew the file with the next try, so the row withdraws nothing more."""
    day, withdraws = own_office.clock.today(), WithdrawnFile(2, blob_of(case, own_office))
    refused = signed_envelope(case.mailbox, Envelope(case.case, 3, "withdrawal", day, withdraws=withdraws))
    assert answer(own_office, "sari", case, "Jawaban") == 3
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    case.says(SAID)
    if reads == "who read the reply":
        assert read(people.of("sari"), case).problems == set()
        people.anew("sari")
    put_plaintext(own_office, case, 3, refused)
    for sari in (people.of("sari"), people.anew("sari")):
        is_missed(sari, case)
        entries = read(sari, case).entries
        assert isinstance(entries[2], WithdrawnEntry)
        assert isinstance(entries[3], BadRow)
        assert entries[3].problem is RowProblem.WITHDRAWS_NOTHING


def test_a_reply_is_missed_in_whose_place_there_is_a_statement_of_a_try_that_failed(
    own_office: TestOffice, people: HeadlessWorkstations
) -> None:
    case = own_office.report("Isi pertama")
    place = answer(own_office, "sari", case, "Jawaban")
    entry = case.says(SAID)
    put_plaintext(own_office, case, place, withdrawal(case, "ab" * 16, entry, sequence=place))
    is_missed(people.of("sari"), case)
    found = read(people.of("sari"), case).entries[place]
    assert isinstance(found, BadRow)
    assert found.problem is RowProblem.WITHDRAWN_OTHERWISE


def test_a_reply_is_missed_in_whose_place_there_is_a_withdrawn_file_of_a_try_that_failed(
    own_office: TestOffice, people: HeadlessWorkstations
) -> None:
    case = own_office.report("Isi pertama")
    place = answer(own_office, "sari", case, "Jawaban")
    case.attaches(b"isi berkas", NAME)
    blob = blob_of(case, own_office)
    assert case.withdraws(place + 1) is SentFileState.WITHDRAWN
    case.says(SAID)
    put_refused(own_office, case, place, blob)
    is_missed(people.of("sari"), case, CaseProblem.PUT_BACK)


def test_a_reply_that_was_read_is_missed_when_it_is_signed_away_as_a_withdrawn_file(
    own_office: TestOffice, people: HeadlessWorkstations
) -> None:
    case = own_office.report("Isi pertama")
    place = answer(own_office, "sari", case, "Jawaban")
    entry = case.says(SAID) + 1
    assert read(people.of("sari"), case).problems == set()
    blob = claim_withdrawn(own_office, case, place, entry)
    put_plaintext(own_office, case, place, withdrawal(case, blob, entry, sequence=place))
    is_missed(people.anew("sari"), case, CaseProblem.PASSED_OFF)


def test_a_file_that_two_people_destroyed_is_no_reply_that_may_be_missed(
    own_office: TestOffice, people: HeadlessWorkstations
) -> None:
    case = own_office.report("Isi pertama")
    place = answer(own_office, "sari", case, "Jawaban")
    case.attaches(b"isi berkas", NAME)
    entry = case.says(SAID) + 1
    work = people.of("sari").work(case.case)
    perform(work, "propose-part", place=str(place + 1), reason="Data orang ketiga", leader="dewi")
    sign_destruction(people.of("dewi"), case.case)
    blob = claim_withdrawn(own_office, case, place, entry)
    put_plaintext(own_office, case, place, withdrawal(case, blob, entry, sequence=place))
    is_missed(people.of("budi"), case)


def test_a_reply_that_two_people_destroyed_is_not_missed(
    own_office: TestOffice, people: HeadlessWorkstations
) -> None:
    case = own_office.report("Isi pertama")
    place = answer(own_office, "sari", case, "Jawaban")
    case.says(SAID)
    work = people.of("sari").work(case.case)
    perform(work, "propose-part", place=str(place), reason="Data orang ketiga", leader="dewi")
    sign_destruction(people.of("dewi"), case.case)
    for name in ("sari", "budi"):
        for _reading in range(2):
            assert read(people.of(name), case).problems == set()


def test_a_reply_in_the_place_of_a_withdrawal_that_the_mailbox_alone_was_shown_is_withheld_from_the_reporter(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    """No number is missing at the office, which is shown the file beside its own reply."""
    before = CaseRows.taken(own_office, case.case)
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    at_the_mailbox = CaseRows.taken(own_office, case.case)
    before.put_back()
    assert answer(own_office, "sari", case, "Jawaban") == 3
    at_the_office = CaseRows.taken(own_office, case.case)
    at_the_mailbox.put_back()
    assert case.says(SAID) == 4
    said = envelope_of(own_office, case.case, 4)
    at_the_office.put_back()
    put_envelope(own_office, case.case, 4, said)
    for _reading in range(2):
        file = read(people.of("budi"), case)
        assert file.problems == {CaseProblem.WITHHELD}
        assert file.last == 4
