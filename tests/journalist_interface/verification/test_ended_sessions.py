"""An answer that a gateway holds back until the next session has read more takes nothing from what that one found."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from journalist_interface.gateway_client.errors import SessionEndedError
from journalist_interface.verification.case_file import CaseFile, WithdrawnEntry
from journalist_interface.verification.problems import CaseProblem
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway
from tests.journalist_interface.store_rows import take_back_withdrawal
from tests.journalist_interface.verification.conftest import NAME
from tests.journalist_interface.verification.test_withdrawals_taken_back import is_told, read
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

pytestmark = pytest.mark.slow
LONG = 60


@pytest.fixture
def case(own_office: TestOffice, people: HeadlessWorkstations) -> GenuineCase:
    """A report with a file at the second place, which sari has read, and a message since."""
    made = own_office.report("Isi pertama")
    made.attaches(b"isi berkas", NAME)
    perform(people.of("sari").work(made.case), "acknowledge")
    made.says("Pesan ketiga")
    return made


@contextmanager
def held_reading(
    gateway: HostileGateway, sari: HeadlessWorkstation, case: GenuineCase
) -> Iterator[tuple[threading.Event, Future[CaseFile]]]:
    """Sari reads the case, and the gateway holds back what it tells of its decisions until the event."""
    asked, go_on, first = threading.Event(), threading.Event(), threading.Lock()

    def hold(handler: Handler) -> None:
        found = handler.forward()
        if first.acquire(blocking=False):
            asked.set()
            assert go_on.wait(LONG)
        handler.send(found.status_code, found.content, Content_Type="application/json")

    with (
        gateway.lying("GET", f"/v1/cases/{case.case}/events", hold),
        ThreadPoolExecutor(1) as thread,
    ):
        try:
            late = thread.submit(read, sari, case)
            assert asked.wait(LONG)
            yield go_on, late
        finally:
            go_on.set()


def test_a_withdrawal_that_the_next_session_read_stays_known(
    own_office: TestOffice, own_gateway: HostileGateway, people: HeadlessWorkstations, case: GenuineCase
) -> None:
    before = CaseRows.taken(own_office, case.case)
    sari = people.anew("sari")
    with held_reading(own_gateway, sari, case) as (go_on, late):
        sari.officer.close()
        case.withdraws(2)
        assert isinstance(read(people.anew("sari"), case).entries[2], WithdrawnEntry)
        go_on.set()
        with pytest.raises(SessionEndedError):
            late.result(LONG)
    take_back_withdrawal(before)
    assert CaseProblem.SHORTENED in read(people.anew("sari"), case).problems
    case.says("Pesan berikutnya")
    is_told(people.anew("sari"), case)
