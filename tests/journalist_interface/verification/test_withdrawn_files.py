"""What officers see of a file that its reporter withdrew; no store can pass off a loss as a withdrawal."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import make_transient

from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.presenters.work_list import all_rows
from journalist_interface.verification.case_file import FromReporter, WithdrawnEntry
from journalist_interface.verification.problems import CaseProblem
from source_interface.submissions.withdrawals import SentFileState
from store.domain.envelope import Envelope, WithdrawnFile, signed_envelope
from store.domain.withdrawal import Withdrawal, signed_withdrawal
from store.model import Access
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.listed_cases import search
from tests.journalist_interface.store_rows import (
    count_as_destroyed,
    drop,
    empty_envelope,
    envelope_of,
    hide_case,
    put_envelope,
    put_plaintext,
)
from tests.journalist_interface.workstation import OfficerBrowser, Workstation
from tests.office import TestOffice
from tests.source_interface.report_reader import answer

NAME = "Daftar hadir Sari.pdf"
WITHDRAWN = "Di sini ada berkas yang kemudian ditarik pelapor"
SAID = "Pelapor menarik berkas dari pesan nomor 2."
GONE = "sudah tidak ada di server, dan tidak ada tanda tangan"
NOTHING = "tetapi di tempatnya ada pesan lain, atau pesan lain sudah menariknya"
OTHERWISE = "pesan yang seharusnya menyebutkannya adalah pesan lain"
ANOTHER = "Di tempat berkas itu, komputer kerja ini pernah membaca hal lain."
PASSED_OFF = "dinyatakan sebagai berkas yang ditarik pelapor"
REPLY_PASSED_OFF = "Balasan yang sampai kepada pelapor lebih banyak"
MISSING = "nomor ini tercatat di server"
MOVED = "Ada yang memindahkannya ke sini"
FORGED = "tidak ditandatangani oleh pelapor laporan ini"
WRONG = "komputer kerja ini sudah mengambilnya"
PUT_BACK = "Berkas itu ada lagi di sini, dan tidak ditampilkan."
ALARMS = (
    GONE,
    NOTHING,
    ANOTHER,
    PASSED_OFF,
    REPLY_PASSED_OFF,
    OTHERWISE,
    MISSING,
    MOVED,
    FORGED,
    WRONG,
    PUT_BACK,
)


@pytest.fixture
def case(shared_office: TestOffice) -> GenuineCase:
    """A report, a file at place 2, and a message at place 3."""
    made = shared_office.report("Isi pertama")
    made.attaches(b"isi berkas", NAME)
    made.says("Pesan ketiga")
    return made


@pytest.fixture
def blob(shared_office: TestOffice, case: GenuineCase) -> str:
    """The file's blob."""
    return _of_blob(shared_office, "SELECT name FROM blob", case)


def _of_blob(office: TestOffice, query: str, case: GenuineCase) -> str:
    with office.database.read() as session:
        return str(session.execute(text(f'{query} WHERE "case" = :case'), {"case": case.case}).scalar_one())


def withdrawal(case: GenuineCase, blob: str, entry: int, sequence: int = 2) -> bytes:
    """What lies in the place of a withdrawn file."""
    return signed_withdrawal(case.mailbox, Withdrawal(case.case, sequence, blob, entry))


def claim_withdrawn(office: TestOffice, case: GenuineCase, place: int, entry: int) -> str:
    """Let the message at `entry` say that a file was withdrawn from this place; return the name of its blob."""
    blob, day = "ab" * 16, office.clock.today()
    said = Envelope(case.case, entry, "withdrawal", day, withdraws=WithdrawnFile(place, blob))
    put_plaintext(office, case, entry, signed_envelope(case.mailbox, said))
    return blob


def alarms(page: str) -> list[str]:
    return [words for words in ALARMS if words in page]


def test_an_officer_sees_in_its_place_that_the_reporter_withdrew_it(
    officer: OfficerBrowser, case: GenuineCase
) -> None:
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    page = officer.case(case.case).text
    assert page.count(WITHDRAWN) == page.count(SAID) == 1
    assert NAME not in page
    assert "Pesan ketiga" in page
    assert alarms(page) == []


def test_who_has_read_the_case_forgets_the_name_with_the_next_reading(
    station: Workstation, officer: OfficerBrowser, case: GenuineCase
) -> None:
    assert NAME in officer.case(case.case).text
    assert NAME in search(officer, "Daftar hadir").text
    case.withdraws(2)
    page = officer.case(case.case).text
    assert WITHDRAWN in page
    assert NAME not in page
    assert alarms(page) == []
    assert officer.get(f"/id/cases/{case.case}/attachments/2").status == 404
    assert NAME not in search(officer, "Daftar hadir").text
    with station.signed_in() as again:
        assert NAME not in search(again, "Daftar hadir").text
        assert WITHDRAWN in again.case(case.case).text


@pytest.mark.parametrize("store", ["keeps the file's message", "empties the place", "drops the place"])
def test_whatever_the_store_has_in_the_files_place_the_signed_message_counts(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase, store: str
) -> None:
    before = envelope_of(shared_office, case.case, 2)
    case.withdraws(2)
    if store == "keeps the file's message":
        put_envelope(shared_office, case.case, 2, before)
    elif store == "empties the place":
        empty_envelope(shared_office, case.case, 2)
    else:
        drop(shared_office, case.case, 2)
    page = officer.case(case.case).text
    assert WITHDRAWN in page
    assert SAID in page
    assert NAME not in page
    assert alarms(page) == []


@pytest.mark.parametrize("count_again", [True, False])
def test_a_withdrawal_whose_message_is_withheld_is_missed(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase, count_again: bool
) -> None:
    case.withdraws(2)
    drop(shared_office, case.case, 4, count_again=count_again)
    page = officer.case(case.case).text
    assert WITHDRAWN in page
    assert alarms(page) == [MISSING]


def test_a_withdrawal_that_another_message_overtook_is_not_believed(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase, blob: str
) -> None:
    """A store may keep what was signed for a try that it refused."""
    put_plaintext(shared_office, case, 2, withdrawal(case, blob, 3))
    page = officer.case(case.case).text
    assert WITHDRAWN not in page
    assert alarms(page) == [OTHERWISE]
    assert "Pesan ketiga" in page


def test_a_withdrawal_of_another_place_case_or_voice_is_not_believed(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase, blob: str
) -> None:
    other = shared_office.report("Laporan lain")
    for padded, alarm in (
        (withdrawal(case, blob, 4, sequence=3), MOVED),
        (signed_withdrawal(case.mailbox, Withdrawal(other.case, 2, blob, 4)), MOVED),
        (signed_withdrawal(other.mailbox, Withdrawal(case.case, 2, blob, 4)), FORGED),
    ):
        put_plaintext(shared_office, case, 2, padded)
        page = officer.case(case.case).text
        assert WITHDRAWN not in page
        assert alarms(page) == [alarm]


@pytest.mark.parametrize(
    ("sequence", "name", "told"),
    [
        (2, "ab" * 16, [PUT_BACK]),
        (3, "the file's", [NOTHING, PUT_BACK]),
        (1, "the file's", [NOTHING, PUT_BACK]),
        (3, "ab" * 16, [NOTHING]),
    ],
)
def test_a_file_that_may_be_the_withdrawn_one_is_not_offered_where_another_thing_is_in_its_place(
    shared_office: TestOffice,
    officer: OfficerBrowser,
    case: GenuineCase,
    blob: str,
    sequence: int,
    name: str,
    told: list[str],
) -> None:
    """The mailbox may have signed it for this place, or under this blob, in a try that the store refused."""
    withdrawn = WithdrawnFile(sequence, blob if name == "the file's" else name)
    day = shared_office.clock.today()
    said = Envelope(case.case, 4, "withdrawal", day, withdraws=withdrawn)
    put_plaintext(shared_office, case, 4, signed_envelope(case.mailbox, said))
    page = officer.case(case.case).text
    assert alarms(page) == told
    assert (NAME in page) is (PUT_BACK not in told)
    assert "Pesan ketiga" in page


@pytest.mark.parametrize("hides", ["message", "reply"])
@pytest.mark.parametrize("store", ["says that it was a file", "drops the place", "puts a statement there"])
def test_who_has_read_a_message_or_reply_is_told_when_it_is_called_a_withdrawn_file(
    shared_office: TestOffice, station: Workstation, case: GenuineCase, hides: str, store: str
) -> None:
    """Whoever holds the server while a reporter is signed in can sign so; the index knows what was there."""
    if hides == "reply":
        answer(shared_office, "sari", case, "Balasan keempat")
    place = case.last_sequence
    with station.signed_in() as before:
        page = before.case(case.case).text
        assert ("Balasan keempat" if hides == "reply" else "Pesan ketiga") in page
    blob = claim_withdrawn(shared_office, case, place, place + 1)
    if store == "drops the place":
        drop(shared_office, case.case, place)
    elif store == "puts a statement there":
        put_plaintext(shared_office, case, place, withdrawal(case, blob, place + 1, sequence=place))
    else:
        empty_envelope(shared_office, case.case, place)
    for _session in range(2):
        with station.signed_in() as after:
            for _reading in range(2):
                _is_told(after, case)


@pytest.mark.parametrize("memory", ["the index", "the session"])
def test_a_count_of_destroyed_messages_that_no_one_signed_makes_no_workstation_forget_what_was_there(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, memory: str
) -> None:
    """Else one number of the store would open the way to call a message that was read a withdrawn file."""
    case = busy_office.report("Isi pertama")
    case.attaches(b"isi berkas", NAME)
    place = case.says("Pesan ketiga")
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        people.of("sari").work(case.case)
        if memory == "the index":
            people.anew("sari")
        else:
            people.of("sari").officer.case_cache.forget(case.case)
        claim_withdrawn(busy_office, case, place, place + 1)
        drop(busy_office, case.case, place)
        count_as_destroyed(busy_office, case.case, 2)
        sari = people.of("sari")
        all_rows(sari.services, sari.officer)
        assert sari.officer.at_hand(case.case) is None  # the texts went, in case the count is true
        for _time in range(2):
            all_rows(sari.services, sari.officer)
            file = sari.work(case.case).file
            assert not isinstance(file.entries.get(place), WithdrawnEntry)
            assert CaseProblem.PASSED_OFF in file.problems
            sari = people.anew("sari") if memory == "the index" else sari


@pytest.mark.parametrize("memory", ["the index", "the session", "another list"])
def test_a_store_that_hides_a_case_for_a_while_makes_no_workstation_forget_what_was_there(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, memory: str
) -> None:
    """Else one answer "no such case" would open the same way."""
    case = busy_office.report("Isi pertama")
    case.attaches(b"isi berkas", NAME)
    place = case.says("Pesan ketiga")
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        sari = people.of("sari")
        perform(sari.work(case.case), "acknowledge")
        if memory == "the index":
            sari = people.anew("sari")
        elif memory == "the session":
            sari.officer.case_cache.forget(case.case)
        with busy_office.database.write() as session:
            access = session.get_one(Access, (case.case, "sari"))
            session.expunge(access)
            session.execute(text('DELETE FROM access WHERE "case" = :case'), {"case": case.case})
        if memory == "another list":
            all_rows(sari.services, sari.officer)
        with pytest.raises(CaseNotFoundError):
            sari.work(case.case)
        assert sari.officer.at_hand(case.case) is None  # the texts went: the case may have been taken
        if memory != "the session":
            kept = sari.officer.case_cache.load(case.case)
            assert kept is not None
            assert (kept.messages, len(kept.events)) == ((), 2)
        with busy_office.database.write() as session:
            make_transient(access)
            session.add(access)
        claim_withdrawn(busy_office, case, place, place + 1)
        drop(busy_office, case.case, place)
        file = sari.work(case.case).file
        assert not isinstance(file.entries.get(place), WithdrawnEntry)
        assert CaseProblem.PASSED_OFF in file.problems


def test_who_says_to_know_why_a_case_is_gone_keeps_nothing_of_it(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path
) -> None:
    case = busy_office.report("Isi pertama")
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        sari = people.of("sari")
        sari.work(case.case)
        with busy_office.database.write() as session:
            session.execute(text('DELETE FROM access WHERE "case" = :case'), {"case": case.case})
        listed = frozenset(row.case for row in all_rows(sari.services, sari.officer))
        assert case.case in sari.officer.unexplained(listed, busy_office.clock.today())
        assert sari.officer.case_cache.load(case.case) is not None
        sari.officer.leave_missing([case.case])
        assert sari.officer.case_cache.load(case.case) is None


@pytest.mark.parametrize("store", ["drops the place", "puts a statement there"])
def test_who_never_read_a_reply_is_told_of_it_by_the_messages_after_it(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase, store: str
) -> None:
    place = answer(shared_office, "sari", case, "Balasan keempat")
    entry = case.says("Pesan kelima") + 1
    blob = claim_withdrawn(shared_office, case, place, entry)
    if store == "drops the place":
        drop(shared_office, case.case, place)
    else:
        put_plaintext(shared_office, case, place, withdrawal(case, blob, entry, sequence=place))
    assert alarms(officer.case(case.case).text) == [REPLY_PASSED_OFF]


def _is_told(after: OfficerBrowser, case: GenuineCase) -> None:
    page = after.case(case.case).text
    assert ANOTHER in page
    assert PASSED_OFF in page
    assert WITHDRAWN not in page


@pytest.mark.parametrize("hidden_meanwhile", [True, False])
def test_a_store_that_denies_a_fetching_is_told_by_the_workstation_that_fetched(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase, *, hidden_meanwhile: bool
) -> None:
    officer.case(case.case)
    assert officer.get(f"/id/cases/{case.case}/attachments/2").status == 200
    if hidden_meanwhile:
        before = hide_case(shared_office, case.case)
        assert officer.get(f"/id/cases/{case.case}").status == 404
        before.put_back()
    assert case.withdraws(2) is SentFileState.FETCHED
    with shared_office.database.write() as session:
        session.execute(text('UPDATE blob SET fetched = false WHERE "case" = :case'), {"case": case.case})
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    page = officer.case(case.case).text
    assert WITHDRAWN in page
    assert alarms(page) == [WRONG]


def test_reading_listing_and_searching_fetch_no_file(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    officer.post(officer.get("/id/cases").form("/open-all"))
    officer.case(case.case)
    assert NAME in search(officer, "Daftar hadir").text
    assert _of_blob(shared_office, "SELECT fetched FROM blob", case) == "0"


@pytest.mark.parametrize("place_is", ["emptied", "junk", "dropped"])
def test_no_reading_of_an_emptied_place_makes_a_workstation_forget_what_was_there(
    busy_office: TestOffice, busy_gateway: str, tmp_path: Path, place_is: str
) -> None:
    """Else the next session would believe that a message was a withdrawn file."""
    case = busy_office.report("Isi pertama")
    place = case.says("Pesan kedua")
    last = case.says("Pesan ketiga")
    with HeadlessWorkstations(busy_office, busy_gateway, tmp_path.name) as people:
        people.of("sari").work(case.case)
        if place_is == "junk":
            put_envelope(busy_office, case.case, place, case.encrypted(b"sampah"))
        elif place_is == "emptied":
            empty_envelope(busy_office, case.case, place)
        else:
            drop(busy_office, case.case, place)
        case.says("Pesan keempat")  # something new, which the index keeps
        sari = people.anew("sari")
        assert not isinstance(sari.work(case.case).file.entries.get(place), FromReporter)
        sari = people.anew("sari")
        assert sari.officer.at_hand(case.case) is not None
        entry = last + 2
        blob = claim_withdrawn(busy_office, case, place, entry)
        if place_is != "dropped":
            put_plaintext(busy_office, case, place, withdrawal(case, blob, entry, place))
        file = sari.work(case.case).file
        assert not isinstance(file.entries.get(place), WithdrawnEntry)
        assert CaseProblem.PASSED_OFF in file.problems
