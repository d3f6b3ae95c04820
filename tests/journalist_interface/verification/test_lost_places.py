"""Places that a restore lost: what was read there is forgotten by two signatures, no more of it, and once."""

import resource
from collections.abc import Iterator

import pytest

from journalist_interface.cache.case_cache import CacheNotice
from journalist_interface.gateway_client.errors import GatewayError
from journalist_interface.verification.case_file import BadRow, WithdrawnEntry
from journalist_interface.verification.problems import CaseProblem
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway
from tests.journalist_interface.restored_case import RestoredCase
from tests.journalist_interface.store_rows import empty_envelope, take_back_withdrawal
from tests.journalist_interface.verification.conftest import NAME
from tests.journalist_interface.verification.test_losses import sign
from tests.journalist_interface.verification.test_withdrawals_taken_back import is_told, read
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

pytestmark = pytest.mark.slow
PIN_FITS_BYTES = 3_000
"""More than a pin has, and less than an index."""


@pytest.fixture
def case(own_office: TestOffice) -> GenuineCase:
    return own_office.report("Isi pertama")


def all_read(people: HeadlessWorkstations, case: GenuineCase, *names: str) -> None:
    """Let each of these people read the case, in the session that they have."""
    for name in names:
        read(people.of(name), case)


def all_sign(people: HeadlessWorkstations, case: GenuineCase, *names: str) -> None:
    """Let each of these people sign the loss, in a new session."""
    for name in names:
        sign(people.anew(name), case)


def is_offered(people: HeadlessWorkstations, person: str, case: GenuineCase) -> None:
    """The file at the second place is offered in each session, and nothing is wrong."""
    for _session in range(2):
        file = read(people.anew(person), case)
        assert file.problems == set()
        assert file.reporter_attachment(2) is not None


@pytest.mark.parametrize(
    ("days", "messages", "reads_meanwhile"),
    [
        (0, 1, False),
        (1, 2, True),
        pytest.param(0, 2, False, marks=pytest.mark.thorough),
        pytest.param(1, 1, True, marks=pytest.mark.thorough),
    ],
)
def test_a_message_in_the_lost_place_before_the_next_reading_keeps_no_alarm(
    own_office: TestOffice,
    people: HeadlessWorkstations,
    case: GenuineCase,
    lost: RestoredCase,
    *,
    days: int,
    messages: int,
    reads_meanwhile: bool,
) -> None:
    """The withdrawal is forgotten although nothing is missing by then."""
    case.withdraws(2)
    all_read(people, case, "sari", "budi")
    lost.restore_and_note()
    sign(people.anew("sari"), case)
    own_office.move(days=days)
    if reads_meanwhile:
        [offered] = read(people.anew("budi"), case).chain.proposals
        assert offered.signers == ("sari",)
    else:
        sign(people.anew("budi"), case)
    for _message in range(messages):
        case.says("Pesan berikutnya")
    if reads_meanwhile:
        is_told(people.anew("sari"), case)
        sign(people.anew("budi"), case)
    is_offered(people, "sari", case)


def test_a_new_file_in_the_place_of_a_lost_message_can_be_withdrawn_without_an_alarm(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    perform(people.of("sari").work(case.case), "acknowledge")
    lost = RestoredCase.backed_up(own_office, case.case)
    case.says("Pesan yang hilang")
    all_read(people, case, "sari", "budi")
    lost.restore_and_note()
    all_sign(people, case, "sari", "budi")
    case.attaches(b"berkas lain", "Lain.pdf")
    case.withdraws(2)
    for name in ("sari", "budi", "sari"):
        file = read(people.anew(name), case)
        assert file.problems == set()
        assert isinstance(file.entries[2], WithdrawnEntry)
    lost.withdraw()


def test_the_same_signatures_take_back_no_withdrawal_of_the_same_day(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    for _message in range(2):
        case.says("Pesan yang hilang")
    all_read(people, case, "sari", "budi")
    lost.restore_and_note()
    all_sign(people, case, "sari", "budi")
    for name in ("sari", "budi"):
        is_offered(people, name, case)
    before = CaseRows.taken(own_office, case.case)
    case.withdraws(2)
    for name in ("sari", "budi"):
        read(people.anew(name), case)
    take_back_withdrawal(before)
    for name in ("sari", "budi"):
        assert CaseProblem.SHORTENED in read(people.anew(name), case).problems
        is_told(people.of(name), case)
    case.says("Pesan berikutnya")
    for name in ("sari", "budi"):
        is_told(people.anew(name), case)


def test_who_reads_the_signatures_with_nothing_lost_forgets_nothing_by_them_later(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    case.says("Pesan yang hilang")
    all_read(people, case, "sari", "budi")
    lost.restore_and_note()
    all_sign(people, case, "sari", "budi")
    assert read(people.of("wati"), case).problems == set()
    before = CaseRows.taken(own_office, case.case)
    case.withdraws(2)
    read(people.of("wati"), case)
    take_back_withdrawal(before)
    is_told(people.anew("wati"), case)


@pytest.mark.parametrize("filled", [True, False])
def test_a_withdrawal_that_was_read_after_the_day_of_the_restore_is_not_forgotten(
    own_office: TestOffice,
    people: HeadlessWorkstations,
    case: GenuineCase,
    lost: RestoredCase,
    *,
    filled: bool,
) -> None:
    """The store keeps the second signature back, and the reporter withdraws the file anew with the same words."""
    case.withdraws(2)
    all_read(people, case, "sari", "budi")
    lost.restore_and_note()
    sign(people.anew("sari"), case)
    own_office.move(days=1)
    before = CaseRows.taken(own_office, case.case)
    case.withdraws(2)
    assert isinstance(read(people.anew("sari"), case).entries[2], WithdrawnEntry)
    take_back_withdrawal(before)
    sign(people.anew("budi"), case)
    if filled:
        case.says("Pesan berikutnya")
    for _session in range(2):
        is_told(people.anew("sari"), case)


def test_who_read_more_than_was_signed_forgets_what_was_signed_alone(
    people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    case.says("Pesan yang hilang")
    all_read(people, case, "budi", "wati")
    case.withdraws(2)
    assert isinstance(read(people.of("sari"), case).entries[2], WithdrawnEntry)
    lost.restore_and_note()
    all_sign(people, case, "budi", "wati")
    for _message in range(2):
        case.says("Pesan berikutnya")
    is_offered(people, "budi", case)
    for _session in range(2):
        is_told(people.anew("sari"), case)


def test_a_reading_that_breaks_off_after_a_loss_was_accepted_keeps_no_alarm(
    own_gateway: HostileGateway, people: HeadlessWorkstations, case: GenuineCase, lost: RestoredCase
) -> None:
    case.withdraws(2)
    all_read(people, case, "sari", "budi")
    lost.restore_and_note()
    all_sign(people, case, "sari", "budi")
    break_off(own_gateway, people, case)
    is_offered(people, "sari", case)


def break_off(own_gateway: HostileGateway, people: HeadlessWorkstations, case: GenuineCase) -> None:
    """Let the store answer sari's first request for the case alone."""
    sari, asked = people.anew("sari"), 0

    def answer(handler: Handler) -> None:
        nonlocal asked
        asked += 1
        if asked > 1:
            handler.send(500, b"")
            return
        found = handler.forward()
        handler.send(found.status_code, found.content, Content_Type="application/json")

    with own_gateway.lying("GET", f"/v1/cases/{case.case}?", answer), pytest.raises(GatewayError):
        read(sari, case)


@pytest.fixture
def filled(own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase) -> Iterator[RestoredCase]:
    """A case that lost a message, of which two people signed that; on the next day a file is in its place."""
    perform(people.of("sari").work(case.case), "acknowledge")
    made = RestoredCase.backed_up(own_office, case.case)
    case.says("Pesan yang hilang")
    all_read(people, case, "sari", "budi", "wati")
    made.restore_and_note()
    sign(people.anew("budi"), case)
    own_office.move(days=1)
    case.attaches(b"berkas lain", NAME)
    assert read(people.anew("sari"), case).problems == set()
    sign(people.anew("wati"), case)
    yield made
    made.withdraw()


def is_withdrawn(people: HeadlessWorkstations, case: GenuineCase) -> None:
    """The file in the place of the lost message is withdrawn, and sari is told of nothing else."""
    case.withdraws(2)
    for _session in range(2):
        file = read(people.anew("sari"), case)
        assert isinstance(file.entries[2], WithdrawnEntry)
        assert file.problems == set()


@pytest.mark.usefixtures("filled")
def test_what_was_forgotten_stays_so_if_the_reading_of_it_breaks_off(
    own_gateway: HostileGateway, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    break_off(own_gateway, people, case)
    is_withdrawn(people, case)


@pytest.mark.usefixtures("filled")
def test_what_was_forgotten_stays_so_if_the_reading_finds_its_place_emptied(
    own_office: TestOffice, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    before = CaseRows.taken(own_office, case.case)
    empty_envelope(own_office, case.case, 2)
    assert isinstance(read(people.anew("sari"), case).entries[2], BadRow)
    before.put_back()
    is_withdrawn(people, case)


@pytest.mark.usefixtures("filled")
def test_a_loss_is_settled_later_if_the_index_cannot_be_written(
    people: HeadlessWorkstations, case: GenuineCase
) -> None:
    sari = people.anew("sari")
    sari.services.rosters.refresh()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (PIN_FITS_BYTES, before[1]))
    try:
        read(sari, case)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert CacheNotice.UNUSABLE in sari.officer.case_cache.take_notices()
    is_withdrawn(people, case)
