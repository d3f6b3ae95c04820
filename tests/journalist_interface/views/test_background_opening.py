"""What was not opened yet opens behind the first page: texts alone, marking nothing as read, until the session ends."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from crypto.gpg.home import GnupgHome
from journalist_interface.actions.bulk import open_one_by_one
from journalist_interface.keyring import OpenKey, one_at_a_time, side_by_side
from journalist_interface.session.background_job import BackgroundJob, JobKind
from store.model import Access, Blob
from tests.clocks import STILL
from tests.gnupg_keys import move_to_card
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.workstation import OfficerBrowser, Workstation, workstation_process
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)
REPORTS = 6
UNOPENED = "setelah dibuka"
PATIENCE = 120.0


@pytest.fixture
def waiting(office: TestOffice) -> TestOffice:
    """An office with reports that no workstation has opened."""
    for number in range(REPORTS):
        office.report(f"Laporan {number}").attaches(b"bukti", "bukti.txt")
    return office


@pytest.fixture
def station(waiting: TestOffice, gateway: str) -> Iterator[Workstation]:
    with workstation_process(waiting, gateway, open_in_background=True) as made:
        yield made


def list_when_opened(sari: OfficerBrowser) -> str:
    """The list as it is once nothing in it waits to be opened."""
    end = time.monotonic() + PATIENCE
    while UNOPENED in (text := sari.get("/id/cases").text) and time.monotonic() < end:
        time.sleep(0.2)
    return text


def test_reports_open_behind_the_first_page_without_a_click_and_none_counts_as_read(
    waiting: TestOffice, station: Workstation
) -> None:
    with station.signed_in() as sari:
        shown = list_when_opened(sari)
        assert UNOPENED not in shown
        assert all(f"Laporan {number}" in shown for number in range(REPORTS))
        assert str(REPORTS) in sari.get("/id/today").html.partition("urgency=new")[2][:20]
    with waiting.database.read() as session:
        unread = session.scalars(select(Access.unread).where(Access.person == "sari")).all()
        assert list(unread) == [2] * REPORTS
        assert not any(session.scalars(select(Blob.fetched)))


def test_where_it_is_turned_off_the_first_page_offers_the_button(waiting: TestOffice, gateway: str) -> None:
    with workstation_process(waiting, gateway) as station, station.signed_in() as sari:
        today = sari.get("/id/today")
        assert f"{REPORTS} laporan di sini belum pernah dibuka" in today.text
        assert any(form.action.endswith("/cases/open-all") for form in today.forms)
        assert "latar belakang" not in today.text
        assert UNOPENED in sari.get("/id/cases").text


def test_it_ends_with_the_session_and_none_begins_afterwards(waiting: TestOffice, gateway: str) -> None:
    with HeadlessWorkstations(waiting, gateway) as people:
        sari = people.of("sari")
        cases = [row.case for row in sari.services.client.cases(sari.officer.token).cases]
        first = threading.Event()

        def opens() -> Iterator[str]:
            yield cases[0]
            first.set()
            yield from cases[1:] * 1_000

        job = BackgroundJob(JobKind.OPEN, 0, open_one_by_one(sari.officer, opens()), "")
        sari.officer.start_opening(job)
        assert first.wait(PATIENCE)
        sari.officer.close()
        assert job.wait(PATIENCE)
        assert len(job.done) < len(cases) * 1_000
        late = BackgroundJob(JobKind.OPEN, 0, open_one_by_one(sari.officer, cases), "")
        sari.officer.start_opening(late)
        assert late.done == []
        assert sari.officer.opening is job


def test_it_takes_one_core_at_most() -> None:
    def by() -> int:
        time.sleep(0.01)
        return threading.get_ident()

    here = {threading.get_ident()}
    assert set(side_by_side(lambda _number: by(), range(20))) != here
    with one_at_a_time():
        assert set(side_by_side(lambda _number: by(), range(20))) == here
    assert set(side_by_side(lambda _number: by(), range(20))) != here


def test_a_key_on_a_card_is_not_used_unasked(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Pemilik Kartu <kartu@contoh.invalid>", "frasa sandi kartu")
        assert not OpenKey(home, fingerprint, STILL, b"").on_card
        home.lock()
        move_to_card(tmp_path / "home")
        assert OpenKey(home, fingerprint, STILL, b"").on_card
