"""Messages and replies that were read, and in whose places a store puts what a restore lost or it once refused."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from crypto.errors import KentonganError
from journalist_interface.verification.case_file import FromOffice, FromReporter, WithdrawnEntry
from journalist_interface.verification.problems import CaseProblem
from store.domain.envelope import Envelope, signed_envelope
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform, send_reply
from tests.journalist_interface.hostile_gateway import HostileGateway, altered, raw
from tests.journalist_interface.restored_case import RestoredCase, hand_out, signed_note, withdraw_notes
from tests.journalist_interface.store_rows import envelope_of, put_envelope, put_plaintext
from tests.journalist_interface.verification.conftest import NAME
from tests.journalist_interface.verification.test_losses import sign
from tests.journalist_interface.verification.test_withdrawals_taken_back import put_refused, read
from tests.journalist_interface.workstation import Workstation
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

pytestmark = pytest.mark.slow
PEOPLE = ("sari", "budi")
PLACE = 3
LOST = "Pesan yang hilang"
SAID = "Nama pelakunya ada di berkas itu"
MARK = "Komputer kerja ini pernah membaca hal lain di sini."


@pytest.fixture
def case(own_office: TestOffice, people: HeadlessWorkstations) -> Iterator[GenuineCase]:
    """A case with a file at place 2."""
    made = own_office.report("Isi pertama", opens=True)
    perform(people.of("sari").work(made.case), "acknowledge")
    made.attaches(b"isi berkas", NAME)
    yield made
    withdraw_notes(own_office)


def all_read(people: HeadlessWorkstations, case: GenuineCase) -> None:
    """Let both read the case in a new session: nothing is wrong."""
    for name in PEOPLE:
        people.of(name)
        file = read(people.anew(name), case)
        assert (file.problems, file.chain.broken, file.exchanged) == (set(), None, frozenset()), name


def read_for_days(office: TestOffice, people: HeadlessWorkstations, case: GenuineCase) -> None:
    for _day in range(2):
        office.move(days=1)
        all_read(people, case)


def all_told(people: HeadlessWorkstations, case: GenuineCase, place: int = PLACE) -> None:
    """Both are told in each session that they had read something else in the place."""
    for name in PEOPLE * 2:
        people.of(name)
        file = read(people.anew(name), case)
        assert CaseProblem.EXCHANGED in file.problems, name
        assert file.exchanged == {place}


def lose(backup: RestoredCase, how: str) -> bytes:
    """Put the case back, and return what lay in the place: a restore lost it, or the store never took it."""
    lost = envelope_of(backup.office, backup.case, PLACE)
    if how == "a restore":
        backup.restore_and_note()
    else:
        backup.restore()
    return lost


@pytest.mark.parametrize("how", ["a restore", pytest.param("a refused try", marks=pytest.mark.thorough)])
def test_a_message_that_was_read_is_not_exchanged_unseen_for_a_withdrawal_from_before(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, how: str
) -> None:
    all_read(people, case)
    backup = RestoredCase.backed_up(own_office, case.case)
    case.withdraws(2)
    lost = lose(backup, how)
    case.says(SAID)
    read_for_days(own_office, people, case)
    put_envelope(own_office, case.case, PLACE, lost)
    all_told(people, case)
    file = read(people.of("sari"), case)
    assert isinstance(file.entries[2], WithdrawnEntry)  # the reporter signed it, so no file is offered
    case.says("Pesan berikutnya")
    all_told(people, case)


# Each value once in the short form.
@pytest.mark.parametrize(
    ("what", "how"),
    [
        ("a withdrawal", "a refused try"),
        ("a message", "a restore"),
        pytest.param("a withdrawal", "a restore", marks=pytest.mark.thorough),
        pytest.param("a message", "a refused try", marks=pytest.mark.thorough),
    ],
)
def test_a_reply_that_was_read_is_not_exchanged_unseen_for_what_the_reporter_signed_before(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, how: str, what: str
) -> None:
    backup = RestoredCase.backed_up(own_office, case.case)
    if what == "a withdrawal":
        case.withdraws(2)
    else:
        case.says(LOST)
    lost = lose(backup, how)
    send_reply(people.of("sari").work(case.case), "Kami akan melindungi Anda")
    read_for_days(own_office, people, case)
    put_envelope(own_office, case.case, PLACE, lost)
    all_told(people, case)


def test_a_message_that_was_read_is_not_exchanged_unseen_for_a_reply(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    backup = RestoredCase.backed_up(own_office, case.case)
    send_reply(people.of("sari").work(case.case), "Jawaban yang hilang")
    lost = CaseRows.taken(own_office, case.case)
    backup.restore_and_note()
    case.says(SAID)
    read_for_days(own_office, people, case)
    lost.put_back()
    for name in PEOPLE:
        file = read(people.anew(name), case)
        assert isinstance(file.entries[PLACE], FromOffice)
        assert CaseProblem.EXCHANGED in file.problems


def test_a_message_is_told_from_another_one_and_from_itself_and_is_shown_with_a_warning(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    backup = RestoredCase.backed_up(own_office, case.case)
    case.says(LOST)
    lost = lose(backup, "a refused try")
    case.says(SAID)
    all_read(people, case)
    read_now = envelope_of(own_office, case.case, PLACE)
    put_envelope(own_office, case.case, PLACE, lost)
    all_told(people, case)
    file = read(people.of("sari"), case)
    entry = file.entries[PLACE]
    assert isinstance(entry, FromReporter)
    assert entry.envelope.text == LOST
    put_envelope(own_office, case.case, PLACE, read_now)
    all_told(people, case)  # that the store had something else there stays known


def test_a_file_is_told_from_one_of_a_try_that_the_store_refused(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    all_read(people, case)
    put_refused(own_office, case, 2, "cd" * 16)
    all_told(people, case, 2)


def test_a_file_that_was_read_is_not_withdrawn_unseen_by_the_withdrawal_of_another_one(
    own_office: TestOffice, own_gateway: HostileGateway, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    """The store shows that other file first, sari in a reading that it breaks off, and budi in a whole one."""
    before = RestoredCase.backed_up(own_office, case.case)
    case.attaches(b"berkas lain", "lain.pdf")
    other = envelope_of(own_office, case.case, PLACE)
    case.withdraws(PLACE)
    withdrawn = CaseRows.taken(own_office, case.case)
    before.restore()
    case.attaches(b"bukti", "bukti.pdf")
    read_for_days(own_office, people, case)
    put_envelope(own_office, case.case, PLACE, other)
    pages = f"/v1/cases/{case.case}?"
    with (
        own_gateway.lying("GET", f"{pages}after={PLACE}", raw(500)),
        own_gateway.lying("GET", pages, altered(lambda page: page | {"more": True})),
        pytest.raises(KentonganError),
    ):
        read(people.anew("sari"), case)
    read(people.anew("budi"), case)
    withdrawn.put_back()
    all_told(people, case)
    assert isinstance(read(people.of("sari"), case).entries[PLACE], WithdrawnEntry)


def test_a_file_that_was_withdrawn_from_the_place_of_a_lost_one_is_no_alarm(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    """Both files were read there: a restore lost the first, and the reporter withdrew the second."""
    backup = RestoredCase.backed_up(own_office, case.case)
    case.attaches(b"berkas yang hilang", "hilang.pdf")
    all_read(people, case)
    backup.restore_and_note()
    own_office.move(days=1)
    people.anew("sari")
    case.attaches(b"berkas lain", "lain.pdf")
    all_read(people, case)
    case.withdraws(PLACE)
    read_for_days(own_office, people, case)
    assert isinstance(read(people.of("sari"), case).entries[PLACE], WithdrawnEntry)


def test_others_in_the_places_of_lost_messages_are_an_alarm_only_until_the_office_notes_the_restore(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    backup = RestoredCase.backed_up(own_office, case.case)
    case.says(LOST)
    case.says(LOST)
    all_read(people, case)
    backup.restore()
    note = backup.note()
    own_office.move(days=1)
    case.says(SAID)
    people.anew("sari")
    send_reply(people.of("budi").work(case.case), "Jawaban")
    for name in PEOPLE:
        assert read(people.anew(name), case).exchanged == {PLACE, PLACE + 1}
    backup.hand_out(note)
    read_for_days(own_office, people, case)


@pytest.mark.parametrize("messages", [pytest.param(1, marks=pytest.mark.thorough), 2])
def test_a_note_that_was_settled_goes_on_explaining_the_places_that_were_missing_then(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, messages: int
) -> None:
    """A person who saw less signed the loss, and one who saw more was content with that."""
    backup = RestoredCase.backed_up(own_office, case.case)
    case.says(LOST)
    for name in PEOPLE:
        read(people.of(name), case)
    case.says(LOST)
    read(people.of("wati"), case)
    backup.restore_and_note()
    for name in PEOPLE:
        sign(people.anew(name), case)
    for _message in range(messages):
        case.says(SAID)
    for days in (0, 1):
        own_office.move(days=days)
        for name in (*PEOPLE, "wati"):
            assert CaseProblem.EXCHANGED not in read(people.anew(name), case).problems


def test_a_settled_note_explains_no_exchange_of_what_came_after_the_restore(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    backup = RestoredCase.backed_up(own_office, case.case)
    case.says(LOST)
    all_read(people, case)
    lost = lose(backup, "a restore")
    for name in PEOPLE:
        sign(people.anew(name), case)
    case.says(SAID)
    all_read(people, case)
    put_envelope(own_office, case.case, PLACE, lost)
    all_told(people, case)


def test_an_older_backup_and_then_the_newest_one_leave_no_alarm(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    """The second one loses what came between, and brings back what the first one lost."""
    older = RestoredCase.backed_up(own_office, case.case)
    case.says(LOST)
    newest = RestoredCase.backed_up(own_office, case.case)
    all_read(people, case)
    older.restore_and_note()
    own_office.move(days=1)
    case.says(SAID)
    all_read(people, case)
    newest.restore()
    hand_out(own_office, signed_note(own_office, case.case, newest.end, reason="Cadangan terbaru"))
    read_for_days(own_office, people, case)


@pytest.mark.parametrize(
    "after", [pytest.param("a loss was signed", marks=pytest.mark.thorough), "a decision of a later day"]
)
def test_a_backup_from_after_a_restore_brings_nothing_back_that_it_lost(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, after: str
) -> None:
    """Its events tell that it is from after the restore."""
    first = RestoredCase.backed_up(own_office, case.case)
    case.says(LOST)
    if after == "a loss was signed":
        all_read(people, case)
    else:
        read(people.of("budi"), case)
    lost = lose(first, "a restore")
    if after == "a loss was signed":
        for name in PEOPLE:
            sign(people.anew(name), case)
    own_office.move(days=1)
    if after == "a decision of a later day":
        perform(people.of("sari").work(case.case), "note", text="Catatan")
    case.says(SAID)
    read_for_days(own_office, people, case)
    second = RestoredCase.backed_up(own_office, case.case)
    second.restore()
    hand_out(own_office, signed_note(own_office, case.case, second.end, reason="Pemulihan kedua"))
    all_read(people, case)
    put_envelope(own_office, case.case, PLACE, lost)
    all_told(people, case)


def test_what_an_older_note_can_have_lost_no_clock_makes_older(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    """The office noted a restore of the day before."""
    case.says(SAID)
    all_read(people, case)
    backup_end = RestoredCase.backed_up(own_office, case.case).end
    yesterday = own_office.clock.today() - timedelta(days=1)
    hand_out(own_office, signed_note(own_office, case.case, backup_end, yesterday))
    other = Envelope(case.case, PLACE, "message", own_office.clock.today(), text=LOST)
    put_plaintext(own_office, case, PLACE, signed_envelope(case.mailbox, other))
    all_told(people, case)


def test_the_page_shows_what_is_there_and_says_that_something_else_was_read(
    shared_office: TestOffice, station: Workstation
) -> None:
    case = shared_office.report("Isi pertama")
    case.says(SAID)
    with station.signed_in() as officer:
        assert MARK not in officer.case(case.case).text
    other = Envelope(case.case, 2, "message", shared_office.clock.today(), text=LOST)
    put_plaintext(shared_office, case, 2, signed_envelope(case.mailbox, other))
    with station.signed_in() as officer:
        page = officer.case(case.case).text
        assert LOST in page
        assert MARK in page
