"""Faults under an officer's workstation: a clear page, the reply kept, one reply in the end, and work goes on.

One office runs through all of it: what a fault left behind would be found by the next test.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from store.engine.driver_errors import NO_FILE
from store.model import Entry
from tests.faults.disk import DISK_BYTES, full, locked
from tests.faults.mounts import (
    GPGCONF,
    dying_gpg,
    hanging_gpg,
    read_only,
    small_disk,
    without_gpg,
)
from tests.faults.served import KilledServer, ended, gateway_of
from tests.free_ports import free_port
from tests.genuine_case import GenuineCase
from tests.journalist_interface.workstation import OfficerBrowser, workstation_process
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.own_namespaces import own_mounts

WORDS = "Balasan yang tidak boleh hilang."
IMPATIENT = """
import crypto.gpg.process
crypto.gpg.process.PATIENCE = 5.0
"""


@dataclass
class OfficerAtWork:
    """An officer at work."""

    office: TestOffice
    port: int
    gateway: KilledServer
    officer: OfficerBrowser

    def replies(self, case: GenuineCase) -> int:
        """Return how many replies are in the store."""
        with self.office.database.read() as session:
            rows = session.scalars(select(Entry.author).where(Entry.case == case.case)).all()
        return sum(author != "reporter" for author in rows)

    def start_gateway(self) -> None:
        """Another process, at the same address."""
        self.gateway = gateway_of(self.office, self.port, busy_seconds=1)

    def end(self) -> None:
        """The gateway is gone."""
        with ended(self.gateway):
            pass


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys) -> Iterator[OfficerAtWork]:
    """Sari is signed in. Her workstation waits for no answer for long."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "sitecustomize.py").write_text(IMPATIENT)
    root = Path(__file__).resolve().parents[2]
    with own_mounts(), pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", f"{folder}:{root}")
        office = TestOffice(folder / "office", office_keys)
        office.database.close()
        small_disk(office.folder / "database", DISK_BYTES)
        port = free_port()
        gateway = gateway_of(office, port, busy_seconds=1)
        with workstation_process(office, gateway.url, forked=False, gateway_seconds=6) as workstation:
            made = OfficerAtWork(office, port, gateway, workstation.signed_in())
            yield made
            made.officer.http.close()
        made.end()
        office.close()


Fault = Callable[[OfficerAtWork], AbstractContextManager[None]]


def full_disk(at_work: OfficerAtWork) -> AbstractContextManager[None]:
    return full(at_work.office.folder / "database")


def locked_database(at_work: OfficerAtWork) -> AbstractContextManager[None]:
    return locked(at_work.office)


def locked_accounts(at_work: OfficerAtWork) -> AbstractContextManager[None]:
    return locked(at_work.office, at_work.office.config.accounts)


@contextmanager
def dead_gateway(at_work: OfficerAtWork) -> Iterator[None]:
    """Killed, and started again."""
    at_work.end()
    yield
    at_work.start_gateway()


@contextmanager
def hanging_gateway(at_work: OfficerAtWork) -> Iterator[None]:
    """It takes the request, and answers when no client listens any more: the reply may arrive all the same."""
    at_work.gateway.halt()
    yield
    at_work.gateway.go_on()


def missing_gpg(_desk: OfficerAtWork) -> AbstractContextManager[None]:
    return without_gpg()


def gpg_that_hangs(at_work: OfficerAtWork) -> AbstractContextManager[None]:
    return hanging_gpg(at_work.office.folder)


def gpg_that_dies(at_work: OfficerAtWork) -> AbstractContextManager[None]:
    return dying_gpg(at_work.office.folder)


def hanging_gpgconf(at_work: OfficerAtWork) -> AbstractContextManager[None]:
    return hanging_gpg(at_work.office.folder, GPGCONF)


@contextmanager
def expired_roster(at_work: OfficerAtWork) -> Iterator[None]:
    """Until the office publishes a new one."""
    at_work.office.publish(expires=date(2020, 1, 1))
    yield
    at_work.office.publish(expires=date(2100, 1, 1))


FAULTS: dict[str, tuple[Fault, str]] = {
    "a gateway whose disk is full": (full_disk, "Disk server penuh"),
    "a gateway whose database is locked": (locked_database, "Server penghubung sedang tidak dapat bekerja"),
    "a dead gateway": (dead_gateway, "Server penghubung tidak dapat dihubungi"),
    "a gateway that hangs": (hanging_gateway, "Server penghubung tidak dapat dihubungi"),
    "a missing gpg": (missing_gpg, "Program enkripsi tidak ada"),
    "a gpg that hangs": (gpg_that_hangs, "Program enkripsi tidak bekerja di komputer kerja ini"),
    "a gpg that dies": (gpg_that_dies, "Program enkripsi tidak bekerja di komputer kerja ini"),
    "an expired roster": (expired_roster, "Masa berlaku daftar kantor habis"),
}
every_fault = pytest.mark.parametrize(("fault", "said"), FAULTS.values(), ids=FAULTS)


@every_fault
def test_a_reply_is_kept_on_the_page_and_sent_once_when_the_fault_is_over(
    at_work: OfficerAtWork, fault: Fault, said: str
) -> None:
    case = at_work.office.report()
    form = at_work.officer.case(case.case).form("/reply")
    with fault(at_work):
        page = at_work.officer.post(form, {"text": WORDS}, [])
        assert page.status == (507 if fault is full_disk else 503), page.text
        assert said in page.text
        assert WORDS in page.text
    again = at_work.officer.reply(case.case, WORDS)
    assert again.path == f"/id/cases/{case.case}", again.text
    assert again.status == 200
    assert at_work.replies(case) == 1
    assert WORDS in again.text


def test_a_file_that_no_one_fetched_is_not_served_while_that_cannot_be_noted_and_is_served_afterwards(
    at_work: OfficerAtWork,
) -> None:
    """Else its reporter could withdraw it after it was read."""
    case = at_work.office.report()
    case.attaches(b"isi bukti", "bukti.txt")
    assert "bukti.txt" in at_work.officer.case(case.case).text
    fault, said = FAULTS["a gateway whose disk is full"]
    with fault(at_work):
        page = at_work.officer.get(f"/id/cases/{case.case}/attachments/2")
        assert (page.status, said in page.text, "isi bukti" in page.text) == (507, True, False)
    saved = at_work.officer.http.get(f"/id/cases/{case.case}/attachments/2")
    assert saved.content == b"isi bukti"


@pytest.mark.parametrize(("fault", "said"), [FAULTS[name] for name in FAULTS if "gpg" in name])
def test_a_report_is_not_called_damaged_when_gpg_fails_and_opens_when_the_fault_is_over(
    at_work: OfficerAtWork, fault: Fault, said: str
) -> None:
    case = at_work.office.report("Isi yang utuh")
    with fault(at_work):
        page = at_work.officer.case(case.case)
        assert page.status == 503
        assert said in page.text
    assert "Isi yang utuh" in at_work.officer.case(case.case).text


@pytest.mark.parametrize(
    ("fault", "locked", "ended"),
    [
        (locked_accounts, True, False),
        (dead_gateway, True, False),
        (hanging_gateway, True, False),
        (hanging_gpgconf, False, True),
    ],
)
def test_signing_out_ends_the_session_here_and_says_what_could_not_be_done(
    at_work: OfficerAtWork, fault: Fault, *, locked: bool, ended: bool
) -> None:
    at_work.officer.sign_in()
    form = at_work.officer.get("/id/cases").form("/sign-out")
    with fault(at_work):
        page = at_work.officer.post(form)
        assert page.status == 200, page.text
        assert ("Kunci Anda terkunci" in page.text) == locked
        assert ("Program enkripsi belum memastikan bahwa kunci Anda terkunci" in page.text) != locked
        assert ("Server penghubung belum dapat mengakhiri sesi" in page.text) != ended
        assert at_work.officer.get("/id/cases").path == "/id/sign-in"
    assert at_work.officer.sign_in().path == "/id/today"


def test_the_same_words_can_be_said_twice_on_purpose(at_work: OfficerAtWork) -> None:
    case = at_work.office.report()
    for _ in range(2):
        assert at_work.officer.reply(case.case, WORDS).status == 200
    assert at_work.replies(case) == 2


def test_a_gateway_on_a_disk_that_can_only_be_read_says_why_it_does_not_start(at_work: OfficerAtWork) -> None:
    at_work.end()
    at_work.office.database.close()
    with read_only(at_work.office.folder / "database"), pytest.raises(AssertionError) as caught:
        at_work.start_gateway()
    assert NO_FILE in str(caught.value)
    assert "Traceback" not in str(caught.value)
    at_work.start_gateway()
    assert at_work.officer.get("/id/cases").status == 200


def test_a_clock_that_was_set_back_ends_the_session_and_keeps_the_reply(at_work: OfficerAtWork) -> None:
    case = at_work.office.report()
    form = at_work.officer.case(case.case).form("/reply")
    at_work.office.move(days=-3)
    page = at_work.officer.post(form, {"text": WORDS}, [])
    assert page.status == 403
    assert WORDS in page.text
    at_work.office.move(days=3)
    assert at_work.officer.sign_in().status == 200
    assert at_work.officer.reply(case.case, WORDS).status == 200
    assert at_work.replies(case) == 1
