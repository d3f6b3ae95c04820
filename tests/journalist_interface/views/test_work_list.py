"""The officer's list in the real interface: what it shows, what it is narrowed to, and what is searched in it."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from journalist_interface.presenters.alias import alias
from journalist_interface.presenters.list_order import ListColumn
from journalist_interface.presenters.listed_case import end_of_week
from journalist_interface.presenters.urgency import Urgency
from journalist_interface.presenters.work_list import all_rows
from journalist_interface.views.today import RENEWAL_SECONDS
from store.domain.deadlines import DeadlineConfig
from store.domain.register_number import register_number
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.listed_cases import listed, opened, search, shown
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.test_traces import forms_of, found_in
from tests.journalist_interface.workstation import (
    OfficerBrowser,
    Workstation,
    gateway_process,
    workstation_process,
)
from tests.office import TestOffice
from tests.office_people import OfficeKeys

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def list_office(tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys) -> Iterator[TestOffice]:
    """An office whose cases only this module makes."""
    made = TestOffice(tmp_path_factory.mktemp("list") / "office", office_keys)
    made.with_everybody()
    yield made
    made.close()


@pytest.fixture(scope="module")
def list_gateway(list_office: TestOffice) -> Iterator[str]:
    with gateway_process(list_office) as address:
        yield address


@pytest.fixture(scope="module")
def station(list_office: TestOffice, list_gateway: str) -> Iterator[Workstation]:
    """Sari's workstation."""
    with workstation_process(list_office, list_gateway) as made:
        yield made


@pytest.fixture
def officer(station: Workstation) -> Iterator[OfficerBrowser]:
    with station.signed_in() as browser:
        yield browser


@pytest.fixture(scope="module")
def others(list_office: TestOffice, list_gateway: str) -> Iterator[HeadlessWorkstations]:
    """The same people without a browser."""
    with HeadlessWorkstations(list_office, list_gateway) as made:
        yield made


def test_the_list_shows_number_alias_stage_deadline_unread_and_who_handles_it(
    list_office: TestOffice, officer: OfficerBrowser, others: HeadlessWorkstations
) -> None:
    case = list_office.report("Laporan tentang daftar").case
    perform(others.of("budi").work(case), "acknowledge")
    page = officer.get("/id/cases")
    for word in (register_number(case), alias(case), "Verifikasi", "Budi", "setelah dibuka"):
        assert word in page.text
    officer.case(case)
    row = officer.get("/id/cases").html.partition(f"/cases/{case}")[2].partition("</tr>")[0]
    assert "Budi" in row
    assert "setelah dibuka" not in row


def test_each_filter_leaves_only_what_it_names(
    list_office: TestOffice, officer: OfficerBrowser, others: HeadlessWorkstations
) -> None:
    new, mine = list_office.report("Baru").case, list_office.report("Punya saya").case
    perform(others.of("sari").work(mine), "acknowledge")
    officer.case(mine)
    assert {new} <= listed(officer, stage="received")
    assert mine not in listed(officer, stage="received")
    assert mine in listed(officer, mine="1")
    assert new not in listed(officer, mine="1")
    assert new in listed(officer, unread="1")
    assert mine not in listed(officer, unread="1")
    assert not {new, mine} & listed(officer, urgency="overdue")
    assert "Tidak ada laporan yang sesuai" in officer.get("/id/cases?stage=concluded").text


def test_the_category_filter_goes_by_what_an_officer_made_of_it(
    list_office: TestOffice, officer: OfficerBrowser, others: HeadlessWorkstations
) -> None:
    case = list_office.report("Soal limbah").case
    perform(others.of("budi").work(case), "classify", category="environment")
    before = officer.get("/id/cases?category=environment")
    assert case not in shown(before)
    assert "belum pernah dibuka di komputer kerja ini" in before.text
    opened(officer)
    assert case in listed(officer, category="environment")
    assert case not in listed(officer, category="safety")


def test_what_an_address_misspells_is_not_asked_for(list_office: TestOffice, officer: OfficerBrowser) -> None:
    case = list_office.report("Salah ketik").case
    assert case in listed(officer, stage="nowhere", category="x", due="never")


def test_a_threat_stands_on_top_and_overdue_and_due_this_week_are_marked(
    office: TestOffice, gateway: str
) -> None:
    late, quiet, threatened = (office.report(text) for text in ("Lama", "Biasa", "Terancam"))
    office.move(days=14 - office.clock.today().weekday())  # a Monday
    fresh = office.report("Segar")
    threatened.seeks("threat")
    with workstation_process(office, gateway) as workstation, workstation.signed_in() as sari:
        opened(sari)
        page = sari.get("/id/cases")
        order = [page.html.index(f"/cases/{case.case}") for case in (threatened, late, fresh)]
        assert order == sorted(order)
        assert "Ancaman atau tekanan" in page.text
        assert "Lewat" in page.text
        assert listed(sari, urgency="overdue") == {late.case, quiet.case, threatened.case}
        today = office.clock.today()
        in_this_week = DeadlineConfig().open().acknowledge_by(today) <= end_of_week(today)
        assert listed(sari, urgency="week") == ({fresh.case} if in_this_week else set())


def test_the_search_finds_words_in_reports_messages_replies_and_papers(
    list_office: TestOffice, officer: OfficerBrowser, others: HeadlessWorkstations
) -> None:
    case = list_office.report("Pengadaan TRAKTOR merah")
    other = list_office.report("Pengadaan komputer").case
    case.says("Kuitansinya palsu")
    budi = others.of("budi")
    perform(budi.work(case.case), "acknowledge")
    perform(budi.work(case.case), "note", text="Telepon bengkel")
    assert case.case not in shown(search(officer, "traktor"))
    opened(officer)
    for words in ("traktor", "TRAKTOR kuitansinya", "bengkel", register_number(case.case), alias(case.case)):
        page = search(officer, words)
        assert case.case in shown(page), words
        assert "<mark>" in page.html
    assert {case.case, other} <= shown(search(officer, "pengadaan"))
    assert not {case.case, other} & shown(search(officer, "pengadaan zirkonium"))
    assert "Catatan" in search(officer, "bengkel").text


def test_what_is_searched_for_stands_in_no_address_log_or_file(
    station: Workstation, officer: OfficerBrowser
) -> None:
    page = search(officer, "RahasiaPencarian")
    assert page.status == 200
    assert page.answer.url.query == b""
    assert page.path == "/id/search"
    assert not found_in([station.folder, station.temporary], forms_of("RahasiaPencarian"))
    assert officer.get("/id/search?words=RahasiaPencarian").form("/search").fields["words"] == ""


def test_an_empty_search_says_what_is_missing(officer: OfficerBrowser) -> None:
    page = search(officer, " ")
    assert page.status == 400
    assert "Ketik apa yang dicari." in page.text


def test_after_signing_in_again_categories_and_search_are_there_without_opening(
    list_office: TestOffice, station: Workstation
) -> None:
    case = list_office.report("Tentang jerapah").case
    with station.signed_in() as sari:
        opened(sari)
    with station.signed_in() as again:
        assert "setelah dibuka" not in again.get("/id/cases").html.partition(case)[2].partition("</tr>")[0]
        assert case in shown(search(again, "jerapah"))


def test_the_texts_of_what_was_taken_away_leave_the_index_with_the_next_list(
    office: TestOffice, gateway: str
) -> None:
    office.with_everybody()
    case = office.report("Sementara").case
    with (
        HeadlessWorkstations(office, gateway) as here,
        HeadlessWorkstations(office, gateway, "elsewhere") as elsewhere,
    ):
        sari = here.of("sari")
        sari.work(case)
        before = sari.officer.case_cache.load(case)
        assert before is not None
        assert before.messages
        perform(elsewhere.of("sari").work(case), "step-back", reason="Kenal terlapor")
        all_rows(sari.services, sari.officer)
        after = sari.officer.case_cache.load(case)
        assert after is not None
        assert (after.messages, after.entries) == ((), before.entries)


def test_the_first_page_counts_what_matters_and_each_number_leads_to_its_list(
    office: TestOffice, gateway: str
) -> None:
    late, threatened = office.report("Lama"), office.report("Terancam")
    office.move(days=14 - office.clock.today().weekday())
    fresh, taken = office.report("Segar"), office.report("Diambil")
    threatened.seeks("threat")
    with HeadlessWorkstations(office, gateway) as people:
        perform(people.of("sari").work(taken.case), "acknowledge")
    taken.says("Ada kuitansi lagi")
    with workstation_process(office, gateway) as workstation, workstation.signed_in() as sari:
        page = sari.get("/id/today")
        expected = {
            "threat": {threatened.case},
            "overdue": {late.case, threatened.case},
            "new": {late.case, threatened.case, fresh.case},
            "answered": {taken.case},
            "mine": {taken.case},
            "others": set(),
        }
        for urgency, cases in expected.items():
            assert counted(page, urgency) == len(cases), urgency
            assert listed(sari, urgency=urgency) == cases
        assert [link.rpartition("=")[2] for link in page.links if "urgency=" in link] == list(Urgency)


def test_a_page_that_renews_itself_keeps_no_one_signed_in(office: TestOffice, gateway: str) -> None:
    with workstation_process(office, gateway, idle_minutes=10) as workstation:
        with workstation.signed_in() as sari:
            page = sari.get("/id/today")
            seconds, _, renewal = page.answer.headers["Refresh"].partition(";url=")
            assert int(seconds) == RENEWAL_SECONDS
            assert "Refresh" not in sari.get("/id/today?still=1").answer.headers
            for _minutes in range(2):
                office.move(seconds=299)
                assert counted(sari.get(renewal), "new") >= 0
            office.move(seconds=10)
            assert "Frasa sandi" in sari.get(renewal).text
        with workstation.signed_in() as sari:
            for _minutes in range(3):
                office.move(seconds=299)
                assert sari.get("/id/today").path == "/id/today"


def counted(page: OfficerPage, urgency: str) -> int:
    """Return the number on the first page that leads to the list of this urgency."""
    (number,) = re.findall(rf'urgency={urgency}"><strong>(\d+)</strong>', page.html)
    return int(number)


def test_the_list_shows_how_each_report_begins_its_files_and_who_named_themselves(
    office: TestOffice, gateway: str
) -> None:
    case = office.report("Mark-up semen di gudang.\nBaris kedua", name="Nama Pelapor")
    case.attaches(b"%PDF-1.7", "kuitansi.pdf")
    with workstation_process(office, gateway) as workstation, workstation.signed_in() as sari:
        before = row_of(sari.get("/id/cases"), case.case)
        assert "setelah dibuka" in before
        assert "Teridentifikasi" in before
        opened(sari)
        row = row_of(sari.get("/id/cases"), case.case)
        assert "Mark-up semen di gudang." in row
        assert "Baris kedua" not in row
        assert "Nama Pelapor" not in row
        assert '<td data-label="Lampiran" class="number">1</td>' in row


def test_each_heading_sorts_the_whole_list_up_and_down_and_keeps_the_filter(
    list_office: TestOffice, officer: OfficerBrowser, others: HeadlessWorkstations
) -> None:
    for text in ("Zebra di kandang", "Ayam di kantor", "Mobil dinas"):
        perform(others.of("budi").work(list_office.report(text).case), "acknowledge")
    opened(officer)
    page = officer.get("/id/cases?stage=verification")
    headings = [link for link in page.links if "order=" in link]
    assert {link.partition("order=")[2].partition("&")[0] for link in headings} == set(ListColumn)
    for heading in headings:
        assert "stage=verification" in heading
        up = cases_of(officer.get(heading))
        turned = next(
            link
            for link in officer.get(heading).links
            if "descending=1" in link and link.startswith(heading.partition("order=")[0])
        )
        down = cases_of(officer.get(turned))
        assert sorted(up) == sorted(down) == sorted(cases_of(page)), heading
    first_lines = officer.get("/id/cases?stage=verification&order=first-line").html
    places = [first_lines.index(text) for text in ("Ayam di kantor", "Mobil dinas", "Zebra di kandang")]
    assert places == sorted(places)
    assert 'aria-sort="ascending"' in first_lines
    choice = page.form("/id/cases")  # on a narrow screen no headings are shown
    assert set(choice.choices["order"]) == {"", *ListColumn}
    sent = {**choice.fields, "order": "first-line", "descending": "1"}
    backward = officer.get(f"/id/cases?{urlencode(sent)}")
    places = [backward.html.index(text) for text in ("Zebra di kandang", "Mobil dinas", "Ayam di kantor")]
    assert places == sorted(places)
    assert backward.form("/id/cases").fields["order"] == "first-line"


def row_of(page: OfficerPage, case: str) -> str:
    """Return the row of a case in the table."""
    (row,) = [row for row in page.html.split("<tr") if f'/cases/{case}"' in row]
    return row


def cases_of(page: OfficerPage) -> list[str]:
    """Return the cases in the order of the page."""
    return re.findall(r'/cases/([0-9a-f]{32})"', page.html)
