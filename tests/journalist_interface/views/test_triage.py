"""Triage: new reports read one after another, and acknowledged or assigned several at once."""

from collections.abc import Sequence

import pytest

from journalist_interface.presenters.access_keys import access_key
from journalist_interface.presenters.work_list import next_unread
from store.domain.event import Check
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.listed_cases import send, settled
from tests.journalist_interface.officer_browsers import OfficerBrowsers
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.staged_cases import assigned as assigned_to_team
from tests.journalist_interface.staged_cases import state_of, verified
from tests.journalist_interface.workstation import OfficerBrowser, workstation_process
from tests.office import TestOffice

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]


def chosen(officer: OfficerBrowser, ending: str, cases: Sequence[str], *more: tuple[str, str]) -> OfficerPage:
    """Tick these cases in the list, and press the button that leads to this address."""
    form = officer.get("/id/cases").form("/cases/archive")
    once = [(name, form.fields[name]) for name in ("csrf_token", "form")]
    address = form.action.replace("/cases/archive", ending)
    return settled(officer, send(officer, address, [*once, *more, *(("case", case) for case in cases)]))


def assigned(officer: OfficerBrowser, cases: Sequence[str], person: str) -> OfficerPage:
    form = chosen(officer, "/cases/assign", cases).form("/cases/assign")
    fields = [(name, value) for name, value in (form.fields | {"person": person}).items() if name != "case"]
    return settled(officer, send(officer, form.action, [*fields, *(("case", case) for case in cases)]))


def test_one_click_acknowledges_a_report_and_opens_the_next_unread_until_none_is_left(
    office: TestOffice, gateway: str
) -> None:
    cases = {office.report(f"Baru {number}").case for number in range(3)}
    with workstation_process(office, gateway) as workstation, workstation.signed_in() as sari:
        page, read = sari.get("/id/cases/next-unread"), set()
        while "/do/acknowledge" in page.html:
            read.add(page.path.rpartition("/")[2])
            page = sari.post(page.form("/do/acknowledge"), {"onward": "1"})
        assert read == cases
        assert page.path == "/id/cases"
        assert "Tidak ada lagi laporan yang belum dibaca." in page.text
        assert "0" in sari.get("/id/today").html.partition("urgency=new")[2][:20]


def test_the_next_unread_report_is_never_the_one_just_read_nor_an_excluded_one(
    office: TestOffice, gateway: str
) -> None:
    here, there = office.report("Satu").case, office.report("Dua").case
    office.report("Bukan untuk sari", ["petugas-1"])
    with workstation_process(office, gateway) as workstation, workstation.signed_in() as sari:
        assert sari.get(f"/id/cases/next-unread?after={here}").path == f"/id/cases/{there}"
        assert sari.get(f"/id/cases/next-unread?after={there}").path == f"/id/cases/{here}"
        assert sari.get("/id/cases/next-unread").path == "/id/cases"


def test_reports_that_stay_unread_hide_no_other_and_an_invitation_is_not_offered(
    office: TestOffice, gateway: str
) -> None:
    office.with_everybody()
    unread = {office.report(f"Laporan {number}").case for number in range(3)}
    with HeadlessWorkstations(office, gateway) as people:
        sari, joko = people.of("sari"), people.of("joko")
        way = [""]
        for _ in unread:
            way.append(next_unread(sari.services, sari.officer, way[-1]) or "")
        assert set(way[1:]) == unread
        assert next_unread(sari.services, sari.officer, way[-1]) == way[1]
        invited = assigned_to_team(office, people, declare=False)
        assert [row.case for row in joko.services.client.cases(joko.officer.token, unread=True).cases] == [
            invited.case
        ]
        assert next_unread(joko.services, joko.officer, "") is None


def test_several_new_reports_are_acknowledged_at_once_and_what_is_refused_is_named(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    new = [busy_office.report(f"Masuk {number}").case for number in (1, 2)]
    done = busy_office.report("Sudah diterima").case
    perform(workstations.of("budi").work(done), "acknowledge")
    excluded = busy_office.report("Bukan untuk sari", ["petugas-1"]).case
    page = chosen(browsers.of("sari"), "/cases/acknowledge", [*new, done, excluded])
    assert "Selesai: 2. Gagal: 2. Tidak dicoba: 0." in page.text
    for case in new:
        state = state_of(workstations.of("budi").work(case).file)
        assert (state.stage, state.handler) == ("verification", "sari")
    assert state_of(workstations.of("budi").work(done).file).handler == "budi"
    assert state_of(workstations.of("budi").work(excluded).file).stage == "received"


def test_all_new_reports_of_a_page_are_acknowledged_by_one_button_and_once(
    office: TestOffice, gateway: str
) -> None:
    cases: list[GenuineCase] = [office.report(f"Semua {number}") for number in range(3)]
    with workstation_process(office, gateway) as workstation, workstation.signed_in() as sari:
        form = sari.get("/id/cases").form("/cases/archive")
        fields = [("csrf_token", form.fields["csrf_token"]), ("form", form.fields["form"]), ("all", "1")]
        fields += [("new", case.case) for case in cases]
        address = form.action.replace("/cases/archive", "/cases/acknowledge")
        for _attempt in range(2):
            page = settled(sari, send(sari, address, fields))
            assert "Selesai: 3. Gagal: 0. Tidak dicoba: 0." in page.text
        assert "Terima semua laporan baru" not in sari.get("/id/cases").text


def test_a_page_of_an_earlier_session_acknowledges_nothing_and_is_not_told_that_nothing_was_chosen(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report().case, browsers.of("sari")
    form = sari.get("/id/cases").form("/cases/archive")
    fields = [("csrf_token", "lama"), ("form", form.fields["form"]), ("case", case)]
    page = send(sari, form.action.replace("/cases/archive", "/cases/acknowledge"), fields)
    assert "Halaman ini tidak berlaku lagi." in page.text
    assert "Belum ada laporan yang dipilih" not in page.text


def test_several_reports_are_assigned_to_a_colleague_but_none_whose_reporter_excluded_them(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    free, taken = (busy_office.report(text).case for text in ("Bebas", "Milik sari"))
    perform(workstations.of("sari").work(taken), "acknowledge")
    not_budis = busy_office.report("Bukan untuk budi", ["petugas-2"]).case
    page = assigned(browsers.of("sari"), [free, taken, not_budis], "budi")
    assert "Selesai: 2. Gagal: 1. Tidak dicoba: 0." in page.text
    for case in (free, taken):
        assert state_of(workstations.of("budi").work(case).file).handler == "budi"
    assert state_of(workstations.of("sari").work(not_budis).file).handler is None
    again = assigned(browsers.of("sari"), [free], "budi")
    assert "Laporan ini sudah ditangani rekan tersebut." in again.text


def test_nothing_is_assigned_without_a_colleague_or_without_a_report(browsers: OfficerBrowsers) -> None:
    page = chosen(browsers.of("sari"), "/cases/assign", [])
    assert "Belum ada laporan yang dipilih" in page.text
    form = chosen(browsers.of("sari"), "/cases/assign", ["0" * 32]).form("/cases/assign")
    refused = browsers.of("sari").post(form, {"person": ""})
    assert refused.status == 400
    assert "Pilih rekan" in refused.text


def test_the_page_of_access_keys_lists_each_key_that_the_pages_have(office: TestOffice, gateway: str) -> None:
    case = office.report("Tombol").case
    with workstation_process(office, gateway) as workstation, workstation.signed_in() as sari:
        listed = set(_letters(sari.get("/id/access-keys").html, "<kbd>"))
        used: set[str] = set()
        for path in ("/id/cases", f"/id/cases/{case}"):
            letters = _letters(sari.get(path).html, 'accesskey="')
            assert len(letters) == len(set(letters)), "two elements with one key"
            used |= {letter.upper() for letter in letters}
        assert used == listed


def test_the_key_of_the_next_step_works_where_that_step_has_a_page_of_its_own(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = verified(busy_office, workstations).case
    perform(workstations.of("sari").work(case), "review", checks=tuple(Check))
    page = browsers.of("sari").case(case)
    assert f'accesskey="{access_key("step")}" href="/id/cases/{case}/do/review-sheet"' in page.html


def _letters(html: str, before: str) -> list[str]:
    return [piece[0] for piece in html.split(before)[1:]]
