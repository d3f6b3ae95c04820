"""A session that is open past midnight remembers what the store shows on the new day, as a new session does."""

from datetime import datetime, time, timedelta

import pytest

from journalist_interface.verification.case_file import DestroyedEntry, WithdrawnEntry
from store.domain.envelope import Envelope, signed_envelope
from tests.genuine_case import GenuineCase
from tests.journalist_interface.ended_case import sign as sign_destruction
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.restored_case import RestoredCase
from tests.journalist_interface.store_rows import put_plaintext, take_back_withdrawal
from tests.journalist_interface.verification.test_losses import sign
from tests.journalist_interface.verification.test_withdrawals_taken_back import is_told, read
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

pytestmark = pytest.mark.slow
SHORTLY = timedelta(minutes=5)
"""Less than a session may be idle."""


@pytest.fixture
def case(own_office: TestOffice) -> GenuineCase:
    """A report in the last minutes of a day."""
    move_to(own_office, midnight(own_office) - SHORTLY)
    return own_office.report("Isi pertama")


def midnight(office: TestOffice) -> datetime:
    """The end of the office's day."""
    now = office.clock.now()
    return datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)


def move_to(office: TestOffice, then: datetime) -> None:
    office.move(seconds=int((then - office.clock.now()).total_seconds()))


@pytest.mark.parametrize("filled", [True, False])
def test_a_withdrawal_of_the_day_after_a_restore_is_not_forgotten(
    own_office: TestOffice,
    people: HeadlessWorkstations,
    case: GenuineCase,
    lost: RestoredCase,
    *,
    filled: bool,
) -> None:
    """The store keeps the second signature back, and the reporter withdraws the file anew with the same words."""
    case.withdraws(2)
    for name in ("sari", "budi"):
        assert isinstance(read(people.of(name), case).entries[2], WithdrawnEntry)
    lost.restore_and_note()
    sign(people.of("sari"), case)
    move_to(own_office, midnight(own_office))
    before = CaseRows.taken(own_office, case.case)
    case.withdraws(2)
    assert isinstance(read(people.of("sari"), case).entries[2], WithdrawnEntry)
    take_back_withdrawal(before)
    sign(people.of("budi"), case)
    if filled:
        case.says("Pesan berikutnya")
    assert read(people.of("sari"), case).reporter_attachment(2) is None
    is_told(people.anew("sari"), case)


@pytest.mark.parametrize("next_day", [True, False])
def test_who_has_read_another_message_than_the_destroyed_one_is_told(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, *, next_day: bool
) -> None:
    place = case.says("Pesan yang dibaca Sari")
    perform(people.of("sari").work(case.case), "acknowledge")
    read(people.of("sari"), case)
    said = Envelope(case.case, place, "message", own_office.clock.today(), text="Pesan lain")
    put_plaintext(own_office, case, place, signed_envelope(case.mailbox, said))
    work = people.of("budi").work(case.case)
    perform(work, "propose-part", place=str(place), reason="Data orang ketiga", leader="dewi")
    if next_day:
        move_to(own_office, midnight(own_office))
    sign_destruction(people.of("dewi"), case.case)
    entry = read(people.of("sari"), case).entries[place]
    assert isinstance(entry, DestroyedEntry)
    assert entry.otherwise
