"""A note on a restore whose loss was settled explains nothing that goes later, even of the day of that restore."""

from collections.abc import Iterator

import msgspec
import pytest

from journalist_interface.actions.losses import accept, proposal_key
from journalist_interface.verification.case_file import WithdrawnEntry
from journalist_interface.verification.problems import CaseProblem
from store.api.messages import Decision
from store.domain.event import EventKind
from store.domain.restored_history import Loss
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.restored_case import RestoredCase, signed_note
from tests.journalist_interface.store_rows import drop, take_back_withdrawal
from tests.journalist_interface.verification.conftest import NAME
from tests.journalist_interface.verification.test_losses import sign
from tests.journalist_interface.verification.test_withdrawals_taken_back import is_told, read
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice
from tests.signed_events import EventSigner, drafted

pytestmark = pytest.mark.slow
EVERYONE = ("sari", "budi", "wati")


@pytest.fixture
def case(own_office: TestOffice) -> GenuineCase:
    """A report, and a file at the second place."""
    made = own_office.report("Isi pertama")
    made.attaches(b"isi berkas", NAME)
    return made


@pytest.fixture
def lost(own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase) -> Iterator[RestoredCase]:
    """A backup of the case."""
    perform(people.of("sari").work(case.case), "acknowledge")
    made = RestoredCase.backed_up(own_office, case.case)
    yield made
    made.withdraw()


@pytest.fixture
def settled(people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase) -> RestoredCase:
    """The restore that lost the third message: two people signed, and all have read it."""
    case.says("Pesan yang hilang")
    for name in EVERYONE:
        read(people.of(name), case)
    lost.restore_and_note()
    for name in ("sari", "wati"):
        sign(people.anew(name), case)
    nothing_is_wrong(people, case)
    return lost


def nothing_is_wrong(people: HeadlessWorkstations, case: GenuineCase) -> None:
    for name in EVERYONE:
        file = read(people.anew(name), case)
        assert (file.problems, file.chain.broken) == (set(), None), name


@pytest.mark.usefixtures("settled")
# Each value once in the short form.
@pytest.mark.parametrize(
    ("what", "days"),
    [
        ("withdrawal", 40),
        ("message", 0),
        pytest.param("withdrawal", 0, marks=pytest.mark.thorough),
        pytest.param("message", 40, marks=pytest.mark.thorough),
    ],
)
def test_it_explains_nothing_that_the_reporter_sent_on_that_day(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, days: int, what: str
) -> None:
    before = CaseRows.taken(own_office, case.case)
    if what == "withdrawal":
        case.withdraws(2)
    else:
        case.says("Pesan sesudah pemulihan")
    for name in EVERYONE:
        assert 3 in read(people.anew(name), case).entries
    own_office.move(days=days)
    take_back_withdrawal(before)
    for name in ("sari", "wati"):
        file = read(people.anew(name), case)
        assert CaseProblem.SHORTENED in file.problems
        assert file.chain.proposals == ()


@pytest.mark.parametrize("days", [pytest.param(0, marks=pytest.mark.thorough), 40])
def test_it_explains_no_later_withdrawal_if_the_reporter_wrote_between_the_signatures(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase, days: int
) -> None:
    """By then later places are known of the day of the restore, and are there."""
    case.says("Pesan yang hilang")
    for name in EVERYONE:
        read(people.of(name), case)
    lost.restore_and_note()
    sign(people.anew("sari"), case)
    for _message in range(2):
        case.says("Pesan sesudah pemulihan")
    sign(people.anew("wati"), case)
    nothing_is_wrong(people, case)
    before = CaseRows.taken(own_office, case.case)
    case.withdraws(2)
    nothing_is_wrong(people, case)
    own_office.move(days=days)
    take_back_withdrawal(before)
    case.says("Pesan berikutnya")
    for name in EVERYONE:
        is_told(people.anew(name), case)
        assert read(people.of(name), case).chain.proposals == ()


def test_another_restore_of_the_day_has_a_note_of_its_own_that_explains_it(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, settled: RestoredCase
) -> None:
    case.says("Pesan sesudah pemulihan")
    for name in EVERYONE:
        read(people.anew(name), case)
    settled.restore()
    settled.hand_out(signed_note(own_office, case.case, settled.end, reason="Cakram kedua rusak"))
    for name in ("sari", "wati"):
        sign(people.anew(name), case)
    nothing_is_wrong(people, case)


@pytest.mark.usefixtures("settled")
def test_a_further_loss_that_an_officer_invents_by_it_makes_no_withdrawal_forgotten(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    """The reporter wrote first, so that the withdrawal lies beyond the loss that was settled; nothing is missing."""
    case.says("Pesan sesudah pemulihan")
    before = CaseRows.taken(own_office, case.case)
    case.withdraws(2)
    for name in ("sari", "wati"):
        assert isinstance(read(people.anew(name), case).entries[2], WithdrawnEntry)
    take_back_withdrawal(before)
    case.says("Pesan berikutnya")
    budi = people.anew("budi")
    made = next(event.event.loss for event in read(budi, case).events if event.event.loss is not None)
    more = msgspec.structs.replace(made.old, messages=made.old.messages + 7)
    invented = Loss(made.note, more, (), seen=True)
    [new] = EventSigner(own_office, case).events("budi", [drafted(EventKind.ACCEPT_RESTORE, loss=invented)])
    budi.services.client.decide(budi.officer.token, case.case, Decision((new,)))
    sign(people.anew("wati"), case)
    for name in ("sari", "wati"):
        is_told(people.anew(name), case)


def test_a_further_loss_by_it_of_a_person_who_saw_more_ends_the_alarm(
    people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    """At wati's workstation nothing is missing by then: the reporter wrote as much again."""
    case.says("Pesan yang hilang")
    read(people.of("budi"), case)
    case.withdraws(2)
    for name in ("sari", "wati"):
        read(people.of(name), case)
    lost.restore_and_note()
    for name in ("budi", "sari"):
        work = people.anew(name).work(case.case)
        accept(work, proposal_key(work.file.chain.proposals[0]))
    for _message in range(2):
        case.says("Pesan sesudah pemulihan")
    wati = people.anew("wati")
    less, more = sorted(read(wati, case).chain.proposals, key=lambda found: found.loss.old.messages)
    accept(wati.work(case.case), proposal_key(less))
    is_told(people.anew("wati"), case)
    accept(people.of("wati").work(case.case), proposal_key(more))
    nothing_is_wrong(people, case)


def test_a_decision_of_the_day_of_a_restore_that_was_shown_later_is_missed_for_good(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    """The restore lost nothing of the case, and its note explains what came on that day and was seen no more."""
    lost.restore_and_note()
    before = CaseRows.taken(own_office, case.case)
    perform(people.anew("sari").work(case.case), "note", text="Keputusan sesudah pemulihan")
    read(people.of("wati"), case)
    own_office.move(days=1)
    read(people.anew("sari"), case)
    before.put_back()
    for name, offered in (("sari", 0), ("wati", 1)):
        file = read(people.anew(name), case)
        assert file.chain.broken is not None
        assert len(file.chain.proposals) == offered
    for name in ("wati", "budi"):
        people.of(name)
        sign(people.anew(name), case)
    assert read(people.anew("wati"), case).chain.broken is None
    assert read(people.anew("sari"), case).chain.broken is not None


def test_of_two_losses_that_are_accepted_at_once_only_the_one_that_explains_lowers_the_number(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    """Sari read what came after the first restore; messages of it then vanish with those that the second one lost."""
    case.says("Pesan yang hilang")
    for name in ("budi", "wati"):
        read(people.of(name), case)
    lost.restore_and_note()
    sign(people.anew("budi"), case)
    own_office.move(days=1)
    for _message in range(3):
        case.says("Pesan sesudah pemulihan")
    again = RestoredCase.backed_up(own_office, case.case)
    case.says("Pesan yang hilang sesudahnya")
    for name in EVERYONE:
        read(people.anew(name), case)
    again.restore_and_note()
    read(people.anew("sari"), case)
    for name in ("budi", "wati", "budi", "wati"):
        for found in read(people.anew(name), case).chain.proposals:
            if not found.mine:
                accept(people.of(name).work(case.case), proposal_key(found))
    for place in (5, 4):
        drop(own_office, case.case, place, count_again=True)
    people.of("sari").officer.case_cache.forget(case.case)
    for _session in range(2):
        assert CaseProblem.SHORTENED in read(people.anew("sari"), case).problems
