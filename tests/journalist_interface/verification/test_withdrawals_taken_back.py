"""A workstation that has read a withdrawal tells for good when the file comes back, whatever the store takes away."""

from pathlib import Path

import pytest
from sqlalchemy import text

from journalist_interface.presenters.work_list import all_rows
from journalist_interface.verification.case_file import BadRow, CaseFile, DestroyedEntry, WithdrawnEntry
from journalist_interface.verification.problems import CaseProblem, RowProblem
from source_interface.submissions.withdrawals import SentFileState
from store.domain.envelope import Attachment, Envelope, signed_envelope
from tests.genuine_case import GenuineCase
from tests.install.backups.lost_rows import destroy
from tests.journalist_interface.ended_case import sign as sign_destruction
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.listed_cases import search
from tests.journalist_interface.restored_case import RestoredCase
from tests.journalist_interface.store_rows import (
    count_as_destroyed,
    drop,
    put_plaintext,
    take_back_withdrawal,
)
from tests.journalist_interface.verification.conftest import NAME
from tests.journalist_interface.verification.test_losses import sign as sign_loss
from tests.journalist_interface.verification.test_withdrawn_files import (
    PUT_BACK,
    alarms,
    claim_withdrawn,
    withdrawal,
)
from tests.journalist_interface.workstation import Workstation
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice
from tests.source_interface.report_reader import answer

TELL = "Beri tahu rekan Anda dan pelapor."


@pytest.fixture
def case(busy_office: TestOffice) -> GenuineCase:
    """A report, and a file at place 2."""
    made = busy_office.report("Isi pertama")
    made.attaches(b"isi berkas", NAME)
    return made


def read(workstation: HeadlessWorkstation, case: GenuineCase) -> CaseFile:
    return workstation.work(case.case).file


def is_told(workstation: HeadlessWorkstation, case: GenuineCase, place: int = 2) -> None:
    for _reading in range(2):
        file = read(workstation, case)
        entry = file.entries[place]
        assert isinstance(entry, BadRow)
        assert entry.problem is RowProblem.PUT_BACK
        assert CaseProblem.PUT_BACK in file.problems
        assert file.reporter_attachment(place) is None
        assert file.entry_key(place) is None


def put_refused(office: TestOffice, case: GenuineCase, place: int, blob: str) -> None:
    """The store shows a file that the mailbox signed for this place in a try that the store refused."""
    file = Attachment(blob, NAME, 10, "ab" * 32)
    signed = Envelope(case.case, place, "attachment", case.services.clock.today(), attachment=file)
    put_plaintext(office, case, place, signed_envelope(case.mailbox, signed))


def test_a_file_that_comes_back_is_an_alarm_in_every_later_session(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, case: GenuineCase
) -> None:
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        assert read(people.of("sari"), case).reporter_attachment(2) is not None
        before = CaseRows.taken(busy_office, case.case)
        assert case.withdraws(2) is SentFileState.WITHDRAWN
        file = read(people.of("sari"), case)
        assert isinstance(file.entries[2], WithdrawnEntry)
        assert file.problems == set()
        take_back_withdrawal(before)
        is_told(people.anew("sari"), case)
        case.says("Pesan berikutnya")  # takes the number of the message that withdrew it
        for _session in range(2):
            sari = people.anew("sari")
            recalled = sari.officer.at_hand(case.case)
            assert recalled is None or recalled.reporter_attachment(2) is None
            is_told(sari, case)
            assert CaseProblem.SHORTENED not in read(sari, case).problems


def test_the_same_file_from_a_try_that_failed_is_an_alarm_too(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, case: GenuineCase
) -> None:
    """The reporter sent it again then, under another blob, and withdrew that one."""
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        before = CaseRows.taken(busy_office, case.case)
        case.withdraws(2)
        read(people.of("sari"), case)
        before.put_back()
        case.says("Pesan berikutnya")
        put_refused(busy_office, case, 2, "cd" * 16)
        for _session in range(2):
            is_told(people.anew("sari"), case)


@pytest.mark.parametrize("refused", ["a file", "a statement", "a message"])
def test_a_withdrawal_is_remembered_whatever_the_store_had_from_a_try_that_it_refused(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, case: GenuineCase, refused: str
) -> None:
    """Who reads the case for the first time reads the message that withdraws, and something else in its place."""
    before = CaseRows.taken(busy_office, case.case)
    [blob] = before.blobs
    case.withdraws(2)
    if refused == "a file":
        put_refused(busy_office, case, 2, "cd" * 16)
    elif refused == "a statement":
        put_plaintext(busy_office, case, 2, withdrawal(case, blob, 4))
    else:
        said = Envelope(case.case, 2, "message", case.services.clock.today(), text="Pesan kedua")
        put_plaintext(busy_office, case, 2, signed_envelope(case.mailbox, said))
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        assert read(people.of("sari"), case).reporter_attachment(2) is None
        assert read(people.anew("sari"), case).reporter_attachment(2) is None
        before.put_back()
        case.says("Pesan berikutnya")
        for _session in range(2):
            is_told(people.anew("sari"), case)


def test_a_file_that_was_read_in_the_place_of_the_withdrawn_one_is_offered_no_more(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, case: GenuineCase
) -> None:
    """The store showed the one from a try that it had refused, before the other was withdrawn."""
    before = CaseRows.taken(busy_office, case.case)
    put_refused(busy_office, case, 2, "cd" * 16)
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        assert read(people.of("sari"), case).reporter_attachment(2) is not None
        before.put_back()
        case.withdraws(2)
        put_refused(busy_office, case, 2, "cd" * 16)
        is_told(people.anew("sari"), case)
        assert CaseProblem.PASSED_OFF in read(people.of("sari"), case).problems
        before.put_back()
        put_refused(busy_office, case, 2, "cd" * 16)
        case.says("Pesan berikutnya")
        for _session in range(2):
            is_told(people.anew("sari"), case)


def test_the_blob_of_a_withdrawn_file_is_an_alarm_at_every_other_place(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, case: GenuineCase
) -> None:
    """A mailbox that loses the race for a place signs the same blob for the next one."""
    [blob] = CaseRows.taken(busy_office, case.case).blobs
    case.withdraws(2)
    put_refused(busy_office, case, 4, blob)
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        for name in ("sari", "budi"):
            is_told(people.of(name), case, 4)
            assert isinstance(read(people.of(name), case).entries[2], WithdrawnEntry)
            is_told(people.anew(name), case, 4)


def test_a_session_that_must_let_go_of_all_texts_remembers_a_withdrawal(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, case: GenuineCase
) -> None:
    """There may be no index, where no key can be kept for one."""
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        sari = people.of("sari")
        before = CaseRows.taken(busy_office, case.case)
        case.withdraws(2)
        read(sari, case)
        take_back_withdrawal(before)
        case.says("Pesan berikutnya")
        sari.officer.case_cache.forget(case.case)
        count_as_destroyed(busy_office, case.case, 3)
        all_rows(sari.services, sari.officer)
        assert sari.officer.at_hand(case.case) is None
        is_told(sari, case)


def test_a_case_that_is_altered_while_its_withdrawal_is_read_makes_nothing_forgotten(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, case: GenuineCase
) -> None:
    """Of such a case the index keeps nothing new, but withdrawals; and not the names of the files."""
    replies = [answer(busy_office, "sari", case, "Jawaban") for _ in range(2)]
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        read(people.of("sari"), case)
        for place in reversed(replies):
            drop(busy_office, case.case, place, count_again=True)
        before = CaseRows.taken(busy_office, case.case)
        case.withdraws(2)
        assert CaseProblem.SHORTENED in read(people.anew("sari"), case).problems
        kept = people.of("sari").officer.case_cache.load(case.case)
        assert kept is not None
        assert len(kept.messages) == 3
        assert not any(NAME.encode() in message.message for message in kept.messages)
        take_back_withdrawal(before)
        for _message in replies:
            case.says("Pesan berikutnya")
        is_told(people.anew("sari"), case)
        is_told(people.anew("sari"), case)


def test_a_reply_that_was_called_a_withdrawn_file_is_shown_when_it_comes_back(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path
) -> None:
    """Whoever holds the server while a reporter is signed in can sign so; a reply at that place proves the lie."""
    case = busy_office.report("Isi pertama")
    place = answer(busy_office, "sari", case, "Jawaban")
    before = CaseRows.taken(busy_office, case.case)
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        blob = claim_withdrawn(busy_office, case, place, place + 1)
        put_plaintext(busy_office, case, place, withdrawal(case, blob, place + 1, sequence=place))
        assert isinstance(read(people.of("sari"), case).entries[place], WithdrawnEntry)
        before.put_back()
        file = read(people.anew("sari"), case)
        assert not isinstance(file.entries[place], BadRow)
        assert CaseProblem.PUT_BACK not in file.problems


def require_shown(people: HeadlessWorkstations, case: GenuineCase) -> None:
    """Both readers have the file at the second place, in this session and the next, and nothing is wrong."""
    for _session in range(2):
        for name in ("sari", "budi"):
            file = read(people.of(name), case)
            assert file.problems == set()
            assert file.reporter_attachment(2) is not None
            people.anew(name)


def test_a_withdrawal_that_a_restore_lost_is_forgotten_when_two_readers_have_signed_the_loss(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, case: GenuineCase
) -> None:
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        perform(people.of("sari").work(case.case), "acknowledge")
        lost = RestoredCase.backed_up(busy_office, case.case)
        case.withdraws(2)
        for name in ("sari", "budi"):
            assert isinstance(read(people.of(name), case).entries[2], WithdrawnEntry)
        lost.restore_and_note()
        for name in ("sari", "budi"):
            is_told(people.anew(name), case)
        for name in ("sari", "budi"):
            sign_loss(people.of(name), case)
        require_shown(people, case)
        lost.withdraw()


def test_a_new_file_in_the_place_of_a_lost_withdrawn_one_is_shown_when_the_loss_is_signed(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path
) -> None:
    case = busy_office.report("Isi pertama")
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        perform(people.of("sari").work(case.case), "acknowledge")
        lost = RestoredCase.backed_up(busy_office, case.case)
        case.attaches(b"isi berkas", NAME)
        case.withdraws(2)
        for name in ("sari", "budi"):
            assert isinstance(read(people.of(name), case).entries[2], WithdrawnEntry)
        lost.restore_and_note()
        case.attaches(b"berkas lain", "Lain.pdf")
        for name in ("sari", "budi"):
            is_told(people.anew(name), case)
            sign_loss(people.of(name), case)
        require_shown(people, case)
        lost.withdraw()


def test_a_statement_whose_number_was_a_message_that_two_people_destroyed_is_not_believed(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, case: GenuineCase
) -> None:
    with busy_office.database.read() as session:
        query = text('SELECT name FROM blob WHERE "case" = :case')
        blob = session.execute(query, {"case": case.case}).scalar_one()
    place = case.says("Pesan ketiga")
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        work = people.of("sari").work(case.case)
        perform(work, "propose-part", place=str(place), reason="Data orang ketiga", leader="dewi")
        sign_destruction(people.of("dewi"), case.case)
        put_plaintext(busy_office, case, 2, withdrawal(case, blob, place))
        for reader in (people.anew("sari"), people.of("budi"), people.anew("budi")):
            for _reading in range(2):
                entry = read(reader, case).entries[2]
                assert isinstance(entry, BadRow)
                assert entry.problem is RowProblem.WITHDRAWN_OTHERWISE


def test_a_withdrawal_that_was_read_stays_one_when_two_people_destroy_its_message(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, case: GenuineCase
) -> None:
    """No workstation proposes that; two people with clients of their own can, and would so call the reporter false."""
    case.withdraws(2)
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        assert isinstance(read(people.of("sari"), case).entries[2], WithdrawnEntry)
        destroy(busy_office, case, case.last_sequence, "message")
        for reader in (people.of("sari"), people.anew("sari")):
            for _reading in range(2):
                file = read(reader, case)
                assert isinstance(file.entries[case.last_sequence], DestroyedEntry)
                assert isinstance(file.entries[2], WithdrawnEntry)
                assert file.problems == set()


def test_the_page_says_that_a_file_was_put_back_and_does_not_offer_it(
    shared_office: TestOffice, station: Workstation
) -> None:
    name = "Catatan rapat Wati.pdf"  # cases of other tests lie in this office
    case = shared_office.report("Isi pertama")
    case.attaches(b"isi berkas", name)
    before = CaseRows.taken(shared_office, case.case)
    case.withdraws(2)
    with station.signed_in() as officer:
        page = officer.case(case.case).text
        assert PUT_BACK not in page
        assert alarms(page) == []
    take_back_withdrawal(before)
    case.says("Pesan berikutnya")
    with station.signed_in() as officer:
        page = officer.case(case.case).text
        assert PUT_BACK in page
        assert TELL in page
        assert name not in page
        assert name not in search(officer, "Catatan rapat").text
        assert officer.get(f"/id/cases/{case.case}/attachments/2").status == 404
