"""The officer's list in the real interface: what it shows, what it is narrowed to, what is searched and done in it."""

import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

import pytest

from crypto.event import Check
from journalist_interface.acts import papers, team, verification
from journalist_interface.showing.alias import alias
from journalist_interface.showing.work_list import end_of_week
from store.contract.deadlines import DeadlineConfig
from store.contract.register import register_number
from tests.browsers.interface import Browser
from tests.genuine_case import GenuineCase
from tests.journalist_interface.page import Page
from tests.journalist_interface.seat import Seats
from tests.journalist_interface.stages import state_of
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
NOTICE = "Laporan ini sama dengan yang sudah kami terima."
REMARK = "Hanya untuk petugas."


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
def others(list_office: TestOffice, list_gateway: str) -> Iterator[Seats]:
    """The same people without a browser."""
    with Seats(list_office, list_gateway) as made:
        yield made


def shown(page: Page) -> set[str]:
    """The cases that a page links to."""
    return {link.rpartition("/")[2] for link in page.links if "/cases/" in link}


def listed(officer: OfficerBrowser, **asked: str) -> set[str]:
    return shown(officer.get(f"/id/cases?{urlencode(asked)}"))


def send(officer: OfficerBrowser, address: str, fields: Sequence[tuple[str, str]]) -> Page:
    """A form with several fields of one name."""
    headers = {
        "Origin": officer.workstation.origin,
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return Page(officer.http.post(address, content=urlencode(list(fields)), headers=headers))


def search(officer: OfficerBrowser, words: str) -> Page:
    return officer.post(officer.get("/id/search").form("/search"), {"words": words})


def settled(officer: OfficerBrowser, page: Page) -> Page:
    """The page at the end of long work, which a browser without scripts would come to by itself."""
    while 'http-equiv="refresh"' in page.html:
        time.sleep(0.1)
        page = officer.get("/id/progress")
    return page


def opened(officer: OfficerBrowser) -> Page:
    page = officer.get("/id/cases")
    offers = [one for one in page.forms if one.action.endswith("/open-all")]
    return settled(officer, officer.post(offers[0])) if offers else page


def test_the_list_shows_number_alias_stage_deadline_unread_and_who_handles_it(
    list_office: TestOffice, officer: OfficerBrowser, others: Seats
) -> None:
    case = list_office.report("Laporan tentang daftar").case
    verification.acknowledge(others.of("budi").work(case))
    page = officer.get("/id/cases")
    for word in (register_number(case), alias(case), "Verifikasi", "Budi", "setelah dibuka"):
        assert word in page.text
    officer.case(case)
    row = officer.get("/id/cases").html.partition(f"/cases/{case}")[2].partition("</tr>")[0]
    assert "Budi" in row
    assert "setelah dibuka" not in row


def test_each_filter_leaves_only_what_it_names(
    list_office: TestOffice, officer: OfficerBrowser, others: Seats
) -> None:
    new, mine = list_office.report("Baru").case, list_office.report("Punya saya").case
    verification.acknowledge(others.of("sari").work(mine))
    officer.case(mine)
    assert {new} <= listed(officer, stage="received")
    assert mine not in listed(officer, stage="received")
    assert mine in listed(officer, mine="1")
    assert new not in listed(officer, mine="1")
    assert new in listed(officer, unread="1")
    assert mine not in listed(officer, unread="1")
    assert not {new, mine} & listed(officer, due="overdue")
    assert "Tidak ada perkara yang sesuai" in officer.get("/id/cases?stage=concluded").text


def test_the_category_filter_goes_by_what_an_officer_made_of_it(
    list_office: TestOffice, officer: OfficerBrowser, others: Seats
) -> None:
    case = list_office.report("Soal limbah").case
    verification.classify(others.of("budi").work(case), category="environment")
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
    with workstation_process(office, gateway) as own, own.signed_in() as sari:
        opened(sari)
        page = sari.get("/id/cases")
        order = [page.html.index(f"/cases/{one.case}") for one in (threatened, late, fresh)]
        assert order == sorted(order)
        assert "Ancaman atau tekanan" in page.text
        assert "Lewat" in page.text
        assert listed(sari, due="overdue") == {late.case, quiet.case, threatened.case}
        today = office.clock.today()
        in_this_week = DeadlineConfig().open().acknowledge_by(today) <= end_of_week(today)
        assert listed(sari, due="week") == ({fresh.case} if in_this_week else set())


def test_the_search_finds_words_in_reports_messages_replies_and_papers(
    list_office: TestOffice, officer: OfficerBrowser, others: Seats
) -> None:
    case = list_office.report("Pengadaan TRAKTOR merah")
    other = list_office.report("Pengadaan komputer").case
    case.says("Kuitansinya palsu")
    budi = others.of("budi")
    verification.acknowledge(budi.work(case.case))
    papers.note(budi.work(case.case), "Telepon bengkel")
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


def choose(officer: OfficerBrowser, cases: Sequence[str]) -> Page:
    form = officer.get("/id/cases").form("/cases/archive")
    fields = [("csrf_token", form.fields["csrf_token"]), *(("case", one) for one in cases)]
    return send(officer, form.action, fields)


def archive(officer: OfficerBrowser, cases: Sequence[str], **said: str) -> Page:
    form = choose(officer, cases).form("/cases/archive")
    values = form.fields | {"reason": "duplicate", "text": NOTICE} | said
    values.pop("case")
    values.pop("fill", None)
    fields = [*values.items(), *(("case", one) for one in cases)]
    return settled(officer, send(officer, form.action, fields))


def test_several_reports_are_archived_with_one_reason_and_one_notice(
    list_office: TestOffice, officer: OfficerBrowser, others: Seats
) -> None:
    cases: list[GenuineCase] = [list_office.report(f"Banjir {number}") for number in (1, 2)]
    verification.acknowledge(others.of("budi").work(cases[1].case))
    officer.case(cases[1].case)
    page = archive(officer, [one.case for one in cases])
    assert "Selesai: 2. Gagal: 0. Tidak dicoba: 0." in page.text
    for one in cases:
        file = others.of("budi").work(one.case).file
        assert state_of(file).stage == "archived"
        assert NOTICE in [entry.reply.text for entry in file.entries.values() if hasattr(entry, "reply")]


def test_what_may_not_be_archived_stays_and_says_why(
    list_office: TestOffice, officer: OfficerBrowser, others: Seats
) -> None:
    good, reviewed = list_office.report("Boleh").case, list_office.report("Sudah telaah").case
    excluded = list_office.report("Bukan untuk sari", ["petugas-1"]).case
    threatened = list_office.report("Terancam")
    threatened.seeks("threat")
    verification.acknowledge(others.of("budi").work(reviewed))
    verification.to_review(others.of("budi").work(reviewed), Check)
    officer.case(reviewed)
    page = archive(officer, [good, reviewed, excluded, threatened.case])
    assert "Selesai: 1. Gagal: 3. Tidak dicoba: 0." in page.text
    assert "Pelapornya meminta perhatian" in page.text
    assert state_of(others.of("budi").work(threatened.case).file).stage == "received"
    assert state_of(others.of("budi").work(reviewed).file).stage == "review"
    assert state_of(others.of("budi").work(good).file).stage == "archived"
    assert state_of(others.of("budi").work(excluded).file).stage == "received"


def test_without_a_notice_nothing_is_archived_and_nothing_typed_is_lost(
    list_office: TestOffice, officer: OfficerBrowser, others: Seats
) -> None:
    case = list_office.report("Tanpa pemberitahuan").case
    page = archive(officer, [case], text=" ", remark="Catatan untuk rekan")
    assert page.status == 400
    assert "Catatan untuk rekan" in page.text
    assert page.form("/cases/archive").fields["case"] == case
    assert state_of(others.of("budi").work(case).file).stage == "received"
    assert "Belum ada perkara yang dipilih" in choose(officer, []).text


def test_the_same_form_sent_twice_archives_once(
    list_office: TestOffice, officer: OfficerBrowser, others: Seats
) -> None:
    case = list_office.report("Dua kali").case
    form = choose(officer, [case]).form("/cases/archive")
    fields = [*(form.fields | {"reason": "unclear", "text": NOTICE}).items()]
    for _attempt in range(2):
        settled(officer, send(officer, form.action, fields))
    file = others.of("budi").work(case).file
    assert len([one for one in file.events if one.event.target == "archived"]) == 1


def test_a_page_without_scripts_shows_how_far_opening_is_and_leads_on_by_itself(
    office: TestOffice, gateway: str, browser: Browser
) -> None:
    for number in range(60):
        office.report(f"Laporan {number}")
    with workstation_process(office, gateway) as own:
        browser.open(own.link())
        browser.fill("passphrase", own.passphrase)
        browser.fill("code", office.fresh_code("sari"))
        browser.click("main button")
        browser.click("form[action$='/open-all'] button")
        assert browser.url().endswith("/id/progress")
        assert browser.count("progress") == 1
        browser.wait_for_text("Perkara berikutnya")
        assert browser.url().endswith("/id/cases")
        assert "setelah dibuka" not in browser.text()


def test_opening_can_be_stopped_and_says_how_far_it_came(office: TestOffice, gateway: str) -> None:
    for number in range(60):
        office.report(f"Laporan {number}")
    with workstation_process(office, gateway) as own, own.signed_in() as sari:
        page = sari.post(sari.get("/id/cases").form("/open-all"))
        assert 'http-equiv="refresh"' in page.html
        still = sari.get("/id/progress?still=1")
        assert 'http-equiv="refresh"' not in still.html
        assert "Halaman ini tidak dimuat ulang" in still.text
        stopped = sari.post(still.form("/progress/stop"))
        while "Pekerjaan dihentikan" not in stopped.text:
            time.sleep(0.1)
            stopped = sari.get("/id/progress")
        assert "Selesai: 60." not in stopped.text
        assert "Lanjut" in stopped.text


def test_what_was_taken_away_leaves_the_index_with_the_next_list(office: TestOffice, gateway: str) -> None:
    office.with_everybody()
    case = office.report("Sementara").case
    with (
        Seats(office, gateway) as seats,
        workstation_process(office, gateway) as own,
        own.signed_in() as sari,
    ):
        sari.case(case)
        kept = own.folder / "state" / "index" / "sari" / f"{case}.idx"
        assert kept.exists()
        team.step_back(seats.of("sari").work(case), "Kenal terlapor")
        assert "akan muncul di sini" in sari.get("/id/cases").text
        assert not kept.exists()


def test_a_notice_typed_while_the_session_ended_is_there_again_after_signing_in(
    office: TestOffice, gateway: str
) -> None:
    case = office.report("Menunggu").case
    with workstation_process(office, gateway) as own, own.signed_in() as sari:
        form = choose(sari, [case]).form("/cases/archive")
        sari.post(sari.get("/id/cases").form("/sign-out"))
        refused = sari.post(form, {"reason": "unclear", "text": NOTICE, "remark": REMARK})
        assert refused.status == 403
        again = refused.form("/sign-in")
        assert (again.fields["kept-text"], again.fields["kept-remark"]) == (NOTICE, REMARK)
        page = sari.post(again, {"passphrase": own.passphrase, "code": office.fresh_code("sari")})
        assert page.path == "/id/cases"
        fields = choose(sari, [case]).form("/cases/archive").fields
        assert (fields["text"], fields["remark"]) == (NOTICE, REMARK)
