"""A grant reads all files of a reporter, gigabytes over Tor: meanwhile the case and the other forms stay open."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from journalist_interface.actions import bulk
from store.domain.event import EventKind
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway
from tests.journalist_interface.officer_browsers import action_page, do, officer_browsers
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)
_PATIENCE_SECONDS = 15


@dataclass
class Held:
    """A file on its way: `asked` once somebody fetches it, `late` if nobody let it `go` in time."""

    asked: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    late: bool = False

    def hold(self, handler: Handler) -> None:
        self.asked.set()
        self.late = not self.go.wait(_PATIENCE_SECONDS) or self.late
        answer = handler.forward()
        handler.send(answer.status_code, answer.content, Content_Type="application/octet-stream")


@contextmanager
def held(hostile: HostileGateway, case: GenuineCase) -> Iterator[Held]:
    """The files of a case come when they are let go, at the end of the block at the latest."""
    found = Held()
    with hostile.lying("GET", f"/v1/cases/{case.case}/blobs/", found.hold):
        try:
            yield found
        finally:
            found.go.set()


def test_the_case_and_other_forms_stay_open_while_a_grant_reads_a_file(
    busy_office: TestOffice, hostile: HostileGateway
) -> None:
    other, case = busy_office.report("Perkara lain"), busy_office.report("Isi laporan")
    case.attaches(b"isi bukti" * 200, "bukti.pdf")
    with (
        officer_browsers(busy_office, hostile.address, "large-files") as browsers,
        ThreadPoolExecutor(1) as threads,
    ):
        budi = browsers.of("budi")
        with held(hostile, case) as file:
            admitting = threads.submit(do, budi, case.case, "bring-in", {"person": "wati"})
            assert file.asked.wait(_PATIENCE_SECONDS)
            assert budi.case(case.case).status == 200
            assert "Catatan" in do(budi, other.case, "note", {"text": "Catatan"}).text
            assert not admitting.done()
        assert admitting.result().path == f"/id/cases/{case.case}/people"
    assert not file.late


def test_a_form_that_is_sent_twice_meanwhile_reads_each_file_once(
    busy_office: TestOffice, hostile: HostileGateway, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report("Isi laporan")
    name = case.attaches(b"isi bukti" * 200, "bukti.pdf").name
    with (
        officer_browsers(busy_office, hostile.address, "sent-twice") as browsers,
        ThreadPoolExecutor(2) as threads,
    ):
        budi = browsers.of("budi")
        form = action_page(budi, case.case, "bring-in").form("/do/bring-in")
        with held(hostile, case) as file:
            first = threads.submit(budi.post, form, {"person": "wati"})
            assert file.asked.wait(_PATIENCE_SECONDS)
            second = threads.submit(budi.post, form, {"person": "wati"})
        assert first.result().path == second.result().path == f"/id/cases/{case.case}/people"
    fetched = [path for path, _headers in hostile.asked if path.endswith(f"/blobs/{name}")]
    assert len(fetched) == 1
    admitted = [
        read
        for read in workstations.of("sari").work(case.case).file.events
        if read.event.kind is EventKind.ADMIT
    ]
    assert len(admitted) == 1


def test_a_case_stays_open_while_work_on_many_cases_reads_a_file(
    busy_office: TestOffice, hostile: HostileGateway, behind: HeadlessWorkstations
) -> None:
    case, budi = busy_office.report("Isi laporan"), behind.of("budi")
    case.attaches(b"isi bukti" * 200, "bukti.pdf")
    work = budi.work(case.case)
    with ThreadPoolExecutor(1) as threads, held(hostile, case) as file:
        steps = threads.submit(
            lambda: list(bulk.assign_each(budi.services, budi.officer, [case.case], "wati"))
        )
        assert file.asked.wait(_PATIENCE_SECONDS)
        with work.file.lock:
            file.go.set()
        assert [step.error for step in steps.result()] == [None]
    assert not file.late
    assert budi.work(case.case).state.handler == "wati"
