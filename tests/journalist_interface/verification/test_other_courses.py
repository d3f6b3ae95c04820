"""Other courses of decisions that a workstation was shown: each is missed, listed and signed by itself."""

from collections.abc import Iterator

import pytest

from journalist_interface.actions.losses import accept, proposal_key
from store.domain.event import EventKind
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


def sign_all(people: HeadlessWorkstations, case: GenuineCase, *names: str) -> None:
    """Let these people sign whatever they are offered, until none of them is offered anything."""
    waiting = list(names)
    while waiting:
        work = people.anew(waiting[0]).work(case.case)
        offered = [proposal for proposal in work.file.chain.proposals if not proposal.mine]
        if offered:
            accept(work, proposal_key(offered[0]))
            waiting = list(names)
        else:
            del waiting[0]


def note_restore(office: TestOffice, restored: RestoredCase, reason: str) -> None:
    """Hand out a note of today with a reason of its own."""
    hand_out(office, signed_note(office, restored.case, restored.end, reason=reason))


def all_sign_in(office: TestOffice, people: HeadlessWorkstations, days: int) -> None:
    """Let days pass."""
    office.move(days=days)
    for name in ("sari", "budi", "wati"):
        people.of(name)
        people.anew(name)


def sari_sees_second_course(office: TestOffice, people: HeadlessWorkstations, older: RestoredCase) -> None:
    """Note the restore of the older backup, and let wati decide on it."""
    note_restore(office, older, "Cakram rusak")
    perform(people.of("wati").work(older.case), "note", text="Catatan jalur kedua")
    assert people.anew("sari").work(older.case).file.chain.broken is not None


def dismiss_wati(people: HeadlessWorkstations, case: GenuineCase) -> None:
    """Let budi take wati off, whose workstation misses nothing, and sari be shown that."""
    perform(people.of("budi").work(case.case), "dismiss", person="wati", reason="Benturan kepentingan")
    assert read(people.anew("sari"), case).events[-1].event.kind is EventKind.DISMISS


def listed(people: HeadlessWorkstations, case: GenuineCase) -> set[str]:
    """The kinds of lost decisions that stand in the history."""
    losses = [read.event.loss for read in read(people.anew("sari"), case).events if read.event.loss]
    return {lost.kind for loss in losses for lost in loss.lost}


@pytest.mark.parametrize("days", [pytest.param(0, marks=pytest.mark.thorough), 1])
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


@pytest.mark.parametrize("is_seen", [True, pytest.param(False, marks=pytest.mark.thorough)])
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
    sign_all(people, case, "budi", "sari")
    assert [is_broken(people, case, name) for name in ("sari", "budi") * 2] == [False] * 4


def lost_dismissal_is_missed(
    office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, days: int
) -> None:
    """Let the store take back that wati was taken off: she does not sign that away, whatever sari signs with her."""
    before = RestoredCase.backed_up(office, case.case)
    dismiss_wati(people, case)
    before.restore()
    sign_all(people, case, "sari", "wati")
    assert is_broken(people, case)
    sign_all(people, case, "sari", "budi")
    # On a later day than that of the note, no two readers explain it.
    assert is_broken(people, case) == (days > 0)


# Of each pair of courses one day in the short form.
@pytest.mark.parametrize("days", [0, pytest.param(3, marks=pytest.mark.thorough)])
def test_a_dismissal_in_the_first_course_is_missed_while_another_course_is_missing(
    own_office: TestOffice,
    people: HeadlessWorkstations,
    case: GenuineCase,
    older: RestoredCase,
    newest: RestoredCase,
    days: int,
) -> None:
    sari_sees_second_course(own_office, people, older)
    newest.restore()
    note_restore(own_office, newest, "Cadangan terbaru ditemukan")
    assert is_broken(people, case)
    all_sign_in(own_office, people, days)
    lost_dismissal_is_missed(own_office, people, case, days)


@pytest.mark.parametrize("days", [pytest.param(0, marks=pytest.mark.thorough), 3])
def test_a_dismissal_in_a_third_course_is_missed_while_two_others_are_missing(
    own_office: TestOffice,
    people: HeadlessWorkstations,
    case: GenuineCase,
    older: RestoredCase,
    newest: RestoredCase,
    days: int,
) -> None:
    assert newest.end.events > older.end.events
    sari_sees_second_course(own_office, people, older)
    older.restore()
    note_restore(own_office, older, "Cakram rusak lagi")
    assert is_broken(people, case)
    all_sign_in(own_office, people, days)
    perform(people.of("budi").work(case.case), "note", text="Catatan jalur ketiga")
    lost_dismissal_is_missed(own_office, people, case, days)


@pytest.mark.parametrize(
    "way",
    [pytest.param("the newest with a note", marks=pytest.mark.thorough), "the newest", "the older one again"],
)
def test_who_was_taken_off_in_another_course_does_not_sign_its_loss_and_that_stays_listed(
    own_office: TestOffice,
    people: HeadlessWorkstations,
    case: GenuineCase,
    older: RestoredCase,
    newest: RestoredCase,
    way: str,
) -> None:
    note_restore(own_office, older, "Cakram rusak")
    dismiss_wati(people, case)
    if way == "the older one again":
        older.restore()
    else:
        newest.restore()
    if way == "the newest with a note":
        note_restore(own_office, newest, "Cadangan terbaru ditemukan")
    people.of("wati")
    sign_all(people, case, "sari", "wati")
    assert is_broken(people, case)
    sign_all(people, case, "sari", "budi")
    assert not is_broken(people, case)
    assert "dismiss" in listed(people, case)


@pytest.mark.parametrize("is_seen", [pytest.param(True, marks=pytest.mark.thorough), False])
def test_two_readers_alone_sign_what_each_of_them_misses(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, *, is_seen: bool
) -> None:
    """The same backup is restored twice; each of them lost a note of one."""
    sari = people.of("sari")
    perform(sari.work(case.case), "acknowledge")
    perform(sari.work(case.case), "dismiss", person="budi", reason="Pindah tugas")
    backup = RestoredCase.backed_up(own_office, case.case)
    for name, reason in (("sari", "Cakram rusak"), ("wati", "Cakram rusak lagi")):
        perform(people.of(name).work(case.case), "note", text=f"Catatan {name}")
        if is_seen and name == "wati":
            assert is_broken(people, case)
        backup.restore()
        note_restore(own_office, backup, reason)
    assert is_broken(people, case)
    assert is_broken(people, case, "wati")
    sign_all(people, case, "sari", "wati")
    assert [is_broken(people, case, name) for name in ("sari", "wati") * 2] == [False] * 4


def test_a_workstation_says_which_losses_leave_more_than_they_explain(
    own_office: TestOffice,
    people: HeadlessWorkstations,
    case: GenuineCase,
    older: RestoredCase,
    newest: RestoredCase,
) -> None:
    assert newest.end.events > older.end.events
    note_restore(own_office, older, "Cakram rusak")
    perform(people.of("wati").work(case.case), "note", text="Catatan jalur kedua")
    older.restore()
    note_restore(own_office, older, "Cakram rusak lagi")
    [own] = read(people.anew("wati"), case).chain.proposals
    assert not own.leaves_more
    accept(people.of("wati").work(case.case), proposal_key(own))
    mine, others = read(people.anew("sari"), case).chain.proposals
    assert (mine.signers, mine.loss.seen, mine.leaves_more) == ((), True, False)
    assert (others.signers, others.loss.seen, others.leaves_more) == (("wati",), False, True)
