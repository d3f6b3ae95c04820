"""Messages in the places of destroyed ones that a restore lost: the old signatures destroy nothing that came there."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from install.audit.findings import Irregularity
from install.audit.inputs import open_inputs
from install.audit.verify import verify
from journalist_interface.actions.losses import accept, proposal_key
from journalist_interface.verification.case_file import BadRow, DestroyedEntry
from journalist_interface.verification.problems import RowProblem
from store.cases.chain import chain
from store.domain.tombstone import PartTombstone
from tests.genuine_case import GenuineCase
from tests.journalist_interface.ended_case import sign as sign_destruction
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform, send_reply
from tests.journalist_interface.restored_case import RestoredCase, hand_out, signed_note, withdraw_notes
from tests.journalist_interface.store_rows import put_part_tombstone
from tests.journalist_interface.verification.test_withdrawals_taken_back import read
from tests.office import TestOffice

pytestmark = pytest.mark.slow
PLACE = 2


@pytest.fixture
def case(own_office: TestOffice, people: HeadlessWorkstations) -> Iterator[GenuineCase]:
    made = own_office.report("Isi pertama", opens=True)
    perform(people.of("sari").work(made.case), "acknowledge")
    yield made
    withdraw_notes(own_office)


def destroyed(office: TestOffice, people: HeadlessWorkstations, case: GenuineCase) -> PartTombstone:
    """Let two people sign away the message at the place; return what they signed."""
    work = people.of("sari").work(case.case)
    perform(work, "propose-part", place=str(PLACE), reason="Data orang ketiga", leader="dewi")
    sign_destruction(people.of("dewi"), case.case)
    *_before, proposal, confirmation = chain(office.database, case.case)
    return PartTombstone(proposal, confirmation)


def empty(office: TestOffice, case: GenuineCase, tombstone: PartTombstone) -> None:
    """Let the store have these two signed events in the place, and nothing else."""
    with office.database.write() as session:
        values = {"case": case.case, "place": PLACE}
        session.execute(text('DELETE FROM blob WHERE "case" = :case AND sequence = :place'), values)
        statement = (
            'UPDATE entry SET envelope = NULL, sealed = NULL WHERE "case" = :case AND sequence = :place'
        )
        session.execute(text(statement), values)
    put_part_tombstone(office, case.case, PLACE, tombstone)


def all_sign(people: HeadlessWorkstations, case: GenuineCase) -> None:
    """Let sari and budi sign all that was lost."""
    for name in ("sari", "budi") * 2:
        people.of(name)
        work = people.anew(name).work(case.case)
        for proposal in [found for found in work.file.chain.proposals if not found.mine][:1]:
            accept(work, proposal_key(proposal))


def all_read(people: HeadlessWorkstations, case: GenuineCase) -> None:
    for name in ("sari", "budi"):
        people.of(name)
        assert read(people.anew(name), case).problems == set()


def is_gone(people: HeadlessWorkstations, case: GenuineCase) -> None:
    """Nobody believes that two people signed away what was at the place."""
    for name in ("sari", "budi") * 2:
        entry = read(people.anew(name), case).entries[PLACE]
        assert isinstance(entry, BadRow)
        assert entry.problem is RowProblem.GONE


def named(office: TestOffice, case: GenuineCase) -> set[Irregularity]:
    """Return what the audit finds in the case."""
    with open_inputs(office.gateway_configuration("127.0.0.1:1")) as inputs:
        return {found.irregularity for found in verify(inputs).findings if found.case == case.case}


@pytest.mark.parametrize(
    ("what", "days"),
    [("a message", 0), ("a reply", 60), pytest.param("a file", 60, marks=pytest.mark.thorough)],
)
def test_a_destruction_that_a_restore_lost_with_its_place_is_none_of_what_comes_there(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, what: str, days: int
) -> None:
    backup = RestoredCase.backed_up(own_office, case.case)
    case.says("Nama anak tetangga")
    tombstone = destroyed(own_office, people, case)
    all_read(people, case)
    backup.restore_and_note()
    all_sign(people, case)
    own_office.move(days=days)
    people.anew("sari")
    if what == "a message":
        case.says("Bukti terpenting")
    elif what == "a file":
        case.attaches(b"bukti", "bukti.pdf")
    else:
        send_reply(people.of("sari").work(case.case), "Jawaban penting")
    all_read(people, case)
    empty(own_office, case, tombstone)
    is_gone(people, case)
    assert named(own_office, case) == {Irregularity.PART_UNCHAINED}


def test_a_destruction_is_believed_where_the_restored_backup_had_the_place(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    """A restore leaves the place empty, with both signatures."""
    case.says("Nama anak tetangga")
    all_read(people, case)
    backup = RestoredCase.backed_up(own_office, case.case)
    tombstone = destroyed(own_office, people, case)
    all_read(people, case)
    backup.restore_and_note()
    empty(own_office, case, tombstone)
    all_sign(people, case)
    for days in (0, 1):
        own_office.move(days=days)
        all_read(people, case)
        assert isinstance(read(people.of("budi"), case).entries[PLACE], DestroyedEntry)
    assert named(own_office, case) == set()


def test_what_was_read_after_the_restore_that_lost_the_place_no_later_restore_makes_destroyed(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    """The later backup had the place, but with another message than the destroyed one."""
    backup = RestoredCase.backed_up(own_office, case.case)
    case.says("Nama anak tetangga")
    tombstone = destroyed(own_office, people, case)
    backup.restore_and_note()
    own_office.move(days=1)
    case.says("Bukti terpenting")
    for name in ("budi", "wati"):
        assert read(people.of(name), case).problems == set()
    later = RestoredCase.backed_up(own_office, case.case)
    later.restore_and_note()
    empty(own_office, case, tombstone)
    for name in ("budi", "wati") * 2:
        entry = read(people.anew(name), case).entries[PLACE]
        assert isinstance(entry, BadRow)
        assert entry.problem is RowProblem.GONE


@pytest.mark.parametrize(
    "how", ["its note is withheld", pytest.param("it was on the same day", marks=pytest.mark.thorough)]
)
def test_no_destruction_is_believed_in_a_place_that_a_further_restore_lost(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, how: str
) -> None:
    """The first backup had the place, and the further one, which was older, had it not. People signed both losses."""
    older = RestoredCase.backed_up(own_office, case.case)
    case.says("Nama anak tetangga")
    all_read(people, case)
    newer = RestoredCase.backed_up(own_office, case.case)
    tombstone = destroyed(own_office, people, case)
    all_read(people, case)
    newer.restore()
    first = signed_note(own_office, case.case, newer.end, reason="Pemulihan pertama")
    hand_out(own_office, first)
    empty(own_office, case, tombstone)
    all_sign(people, case)
    all_read(people, case)
    if how == "its note is withheld":
        own_office.move(days=3)
        people.anew("sari")
    older.restore()
    hand_out(own_office, signed_note(own_office, case.case, older.end, reason="Pemulihan kedua"))
    all_sign(people, case)
    case.says("Bukti terpenting")
    all_read(people, case)
    if how == "its note is withheld":
        own_office.move(days=2)
        people.anew("sari")
        withdraw_notes(own_office)
        hand_out(own_office, first)
    empty(own_office, case, tombstone)
    is_gone(people, case)
    people.of("wati")
    assert isinstance(read(people.anew("wati"), case).entries[PLACE], BadRow)
    assert named(own_office, case) == {Irregularity.PART_UNCHAINED}


@pytest.mark.parametrize(
    "backed_up",
    [
        pytest.param("after the signatures", marks=pytest.mark.thorough),
        "between the restore and the signatures",
    ],
)
def test_no_destruction_is_believed_once_people_signed_that_a_restore_lost_it_with_its_place(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, backed_up: str
) -> None:
    """A further backup has another message there, which was read on the day of the first restore alone."""
    older = RestoredCase.backed_up(own_office, case.case)
    case.says("Nama anak tetangga")
    for number in range(3):  # so that the destruction stands behind the losses that people sign
        perform(people.of("sari").work(case.case), "note", text=f"Catatan {number}")
    tombstone = destroyed(own_office, people, case)
    all_read(people, case)
    older.restore_and_note()
    if backed_up == "after the signatures":
        all_sign(people, case)
    case.says("Bukti terpenting")
    newer = RestoredCase.backed_up(own_office, case.case)
    all_sign(people, case)
    all_read(people, case)
    own_office.move(days=5)
    newer.restore()
    hand_out(own_office, signed_note(own_office, case.case, newer.end, reason="Pemulihan kedua"))
    empty(own_office, case, tombstone)
    is_gone(people, case)
    if backed_up == "after the signatures":  # this backup tells that it is from after the first restore
        people.of("wati")
        assert isinstance(read(people.anew("wati"), case).entries[PLACE], BadRow)
        assert named(own_office, case) == {Irregularity.PART_UNCHAINED}
