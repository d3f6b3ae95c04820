"""Faults under the reporters' pages: a clear page, the text kept, nothing half done, and the next try works."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

import msgspec
import pytest

from crypto.gpg import process as gpg_process
from tests.faults.disk import DISK_BYTES, full, locked
from tests.faults.mounts import (
    dying_gpg,
    halfway_dying_gpg,
    hanging_gpg,
    read_only,
    small_disk,
    spilling_gpg,
    without_gpg,
)
from tests.office import TestOffice
from tests.own_namespaces import own_mounts
from tests.source_interface.attached import blobs_of
from tests.source_interface.box import Box
from tests.source_interface.report_reader import Reader, count_cases
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, multipart, shown_code

WORDS = "Tambahan yang tidak boleh hilang."
FILE = ("bukti.txt", b"isi bukti yang rahasia " * 40_000)
Fault = Callable[[Box], AbstractContextManager[None]]


@pytest.fixture
def box(office: TestOffice) -> Iterator[Box]:
    """A source interface on a small disk of its own, that does not wait long for a lock."""
    with own_mounts():
        office.database.close()
        for folder in ("database", "blobs"):
            small_disk(office.folder / folder, DISK_BYTES)
        store = msgspec.structs.replace(office.config.store, busy_seconds=1.0)
        made = Box(office, store=store)
        yield made
        made.close()
        office.database.close()


@pytest.fixture
def reporter(box: Box) -> Reporter:
    """In a mailbox."""
    made = Reporter(box.app().test_client())
    made.enter()
    return made


def full_disk(box: Box) -> AbstractContextManager[None]:
    return full(box.office.folder / "database")


@contextmanager
def read_only_disk(box: Box) -> Iterator[None]:
    """Make the disk read-only, as an error of the file system does; what is open for writing is closed there too."""
    box.services().database.close()
    box.office.database.close()
    with read_only(box.office.folder / "database"), read_only(box.office.folder / "blobs"):
        yield
        box.services().database.close()


def locked_database(box: Box) -> AbstractContextManager[None]:
    return locked(box.office)


def missing_gpg(_box: Box) -> AbstractContextManager[None]:
    return without_gpg()


@contextmanager
def gpg_that_hangs(box: Box) -> Iterator[None]:
    """A minute's patience is too long for a test, so it is a second here."""
    with hanging_gpg(box.office.folder), pytest.MonkeyPatch.context() as patience:
        patience.setattr(gpg_process, "PATIENCE", 1.0)
        yield


def gpg_that_dies(box: Box) -> AbstractContextManager[None]:
    return dying_gpg(box.office.folder)


def gpg_that_dies_halfway(box: Box) -> AbstractContextManager[None]:
    return halfway_dying_gpg(box.office.folder)


def gpg_that_spills(box: Box) -> AbstractContextManager[None]:
    return spilling_gpg(box.office.folder)


@contextmanager
def clock_set_back(box: Box) -> Iterator[None]:
    """To a day before the office's keys were made."""
    box.office.move(days=-3)
    yield
    box.office.move(days=3)


@contextmanager
def expired_roster(box: Box) -> Iterator[None]:
    """Until the office publishes a new one."""
    box.office.publish(expires=date(2020, 1, 1))
    yield
    box.office.publish(expires=date(2100, 1, 1))


READY = "Kanal ini belum siap"
FAULTS: dict[str, tuple[Fault, str]] = {
    "a full disk": (full_disk, "Teks Anda belum dapat disimpan"),
    "a disk that can only be read": (read_only_disk, "Administrator sistem harus memeriksanya"),
    "a locked database": (locked_database, "Saat ini sedang terlalu ramai"),
    "a missing gpg": (missing_gpg, READY),
    "a gpg that hangs": (gpg_that_hangs, READY),
    "a gpg that dies": (gpg_that_dies, READY),
    "a gpg that dies when half of the message is out": (gpg_that_dies_halfway, READY),
    "a gpg that gives back what it read and fails": (gpg_that_spills, READY),
    "a clock that was set back": (clock_set_back, READY),
    "an expired roster": (expired_roster, READY),
}
every_fault = pytest.mark.parametrize(("fault", "said"), FAULTS.values(), ids=FAULTS)


def nothing_plain(box: Box) -> None:
    """Neither a text nor a piece of a file lies anywhere as it was typed.

    Another process looks: closing a database's file here would take SQLite's locks away from this one.
    """
    words = [*ANSWERS.values(), WORDS, FILE[1][:40].decode()]
    patterns = [part for word in words for part in ("-e", word)]
    found = subprocess.run(
        ["grep", "-rlaF", *patterns, str(box.office.folder)], capture_output=True, check=False
    )
    assert (found.returncode, found.stdout) == (1, b""), found


@every_fault
def test_a_report_is_kept_on_the_page_and_can_be_sent_when_the_fault_is_over(
    box: Box, fault: Fault, said: str
) -> None:
    reporter = Reporter(box.app().test_client())
    form = reporter.report_form()
    with fault(box):
        page = reporter.send(form, **ANSWERS)
        assert page.status_code == 503
        assert said in page.text
        assert all(answer in page.text for answer in ANSWERS.values())
        nothing_plain(box)
    assert count_cases(box.office) == 0
    assert shown_code(reporter.send(form_to(page, "/report")))
    assert count_cases(box.office) == 1
    assert Reader(box.office, "sari").report().what == ANSWERS["what"]


@every_fault
def test_a_message_is_kept_on_the_page_and_can_be_sent_when_the_fault_is_over(
    box: Box, reporter: Reporter, fault: Fault, said: str
) -> None:
    form = form_to(reporter.mailbox(), "/mailbox/message")
    with fault(box):
        page = reporter.send(form, text=WORDS)
        assert page.status_code == 503
        assert said in page.text
        assert WORDS in page.text
        nothing_plain(box)
    sari = Reader(box.office, "sari")
    assert len(sari.read()) == 1
    assert reporter.send(form_to(page, "/mailbox/message")).status_code == 303
    assert [envelope.text for envelope in sari.read()[1:]] == [WORDS]


@pytest.mark.parametrize("fault", [fault for fault, _said in FAULTS.values()], ids=FAULTS)
def test_a_file_is_refused_with_its_reason_and_can_be_sent_when_the_fault_is_over(
    box: Box, reporter: Reporter, fault: Fault
) -> None:
    token = form_to(reporter.files_page(), "/mailbox/attachments").fields["csrf_token"][0]
    body, kind = multipart([("csrf_token", token)], [FILE])
    with fault(box):
        page = reporter.client.post("/id/mailbox/attachments", data=body, content_type=kind)
        assert page.status_code in ({507} if fault is full_disk else {200, 503})
        assert "tiba utuh" not in page.text
        assert "bukti.txt" in page.text or page.status_code == 503
        nothing_plain(box)
    assert blobs_of(box) == []
    assert "tiba utuh" in reporter.attaches(FILE).text
    sari = Reader(box.office, "sari")
    assert [sari.blob(envelope) for envelope in sari.read()[1:]] == [FILE[1]]


def test_a_full_disk_of_attachments_refuses_the_file_and_takes_the_report(
    box: Box, reporter: Reporter
) -> None:
    with full(box.office.folder / "blobs"):
        page = reporter.attaches(FILE)
        assert page.status_code == 507
        assert "tiba utuh" not in page.text
        assert "bukti.txt" in page.text
        assert shown_code(Reporter.another(reporter).report())
    assert blobs_of(box) == []
    assert "tiba utuh" in reporter.attaches(FILE).text


@pytest.mark.parametrize("fault", [full_disk, read_only_disk, locked_database])
def test_own_copies_are_erased_when_the_fault_is_over(box: Box, reporter: Reporter, fault: Fault) -> None:
    form = form_to(reporter.open("/mailbox/erase"), "/mailbox/erase")
    with fault(box):
        assert reporter.send(form).status_code == 503
    assert ANSWERS["what"] in reporter.mailbox().text
    assert reporter.send(form_to(reporter.open("/mailbox/erase"), "/mailbox/erase")).status_code == 303
    assert ANSWERS["what"] not in reporter.mailbox().text


@pytest.mark.parametrize("minutes", [0, 20], ids=["at once", "after the next quarter of an hour"])
@pytest.mark.parametrize("fault", [full_disk, read_only_disk, locked_database])
def test_signing_out_closes_the_mailbox_in_this_browser_and_says_that_the_server_could_not(
    box: Box, reporter: Reporter, fault: Fault, minutes: int
) -> None:
    form = form_to(reporter.mailbox(), "/mailbox/leave")
    cookie = reporter.client.get_cookie("kentongan")
    assert cookie is not None
    box.office.move(minutes=minutes)
    with fault(box):
        answer = reporter.send(form)
        assert answer.status_code == 303
        assert answer.headers["Clear-Site-Data"]
        assert reporter.client.get_cookie("kentongan") is None
        page = reporter.client.get(answer.headers["Location"])
        assert page.status_code == 200
        assert "Identitas Baru" in page.text
        assert "Sesi belum dapat diakhiri di server" in page.text
        assert "paling lambat 6 jam 15 menit lagi" in page.text
    assert reporter.mailbox().headers["Location"] == "/id/open"
    box.office.move(hours=6, minutes=15)  # the bound that the page told
    reporter.client.set_cookie("kentongan", cookie.value)
    assert reporter.mailbox().status_code == 403


def test_after_a_fault_a_new_code_ends_the_session_that_could_not_be_ended(box: Box) -> None:
    reporter = Reporter(box.app().test_client())
    code = shown_code(page := reporter.report())
    reporter.repeat(page)
    form, cookie = form_to(reporter.mailbox(), "/mailbox/leave"), reporter.client.get_cookie("kentongan")
    assert cookie is not None
    with full_disk(box):
        reporter.send(form)
    assert reporter.opens(code)
    offer = reporter.send(form_to(reporter.open("/mailbox/code"), "/mailbox/code"))
    assert reporter.send(form_to(offer, "/mailbox/code/repeat"), code=shown_code(offer)).status_code == 303
    thief = Reporter.another(reporter)
    thief.client.set_cookie("kentongan", cookie.value)
    assert thief.mailbox().status_code == 403


def test_the_first_page_stands_without_gpg(box: Box) -> None:
    reporter = Reporter(box.app().test_client())
    with without_gpg():
        assert reporter.open("/").status_code == 200
        assert READY in reporter.open("/report").text
    assert reporter.open("/report").status_code == 200
