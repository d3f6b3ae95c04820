"""A colleague who was faster is named, no button stays that cannot work, and what was typed stays to be copied."""

import pytest

from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)


def test_whoever_acknowledged_first_is_named_and_the_page_offers_what_comes_next(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report("Dua petugas sekaligus").case, browsers.of("sari")
    form = sari.case(case).form("/do/acknowledge")
    perform(workstations.of("budi").work(case), "acknowledge")
    page = sari.post(form)
    assert page.path == f"/id/cases/{case}"
    assert "Terakhir, Budi" in page.text
    assert "/do/acknowledge" not in page.html
    assert page.form("/do/review").choices["checks"]


def test_a_text_typed_for_what_cannot_be_done_any_more_is_shown_and_has_no_button(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report("Pertanyaan yang terlambat").case, browsers.of("sari")
    perform(workstations.of("budi").work(case), "acknowledge")
    form = action_page(sari, case, "archive").form("/do/archive")
    perform(workstations.of("budi").work(case), "archive", reason="unclear", text="Kurang jelas.")
    page = sari.post(form, {"reason": "duplicate", "text": "Sudah pernah dilaporkan.", "remark": "Cek lagi"})
    assert page.status == 409
    assert "Terakhir, Budi" in page.text
    assert "Sudah pernah dilaporkan." in page.text
    assert "Cek lagi" in page.text
    assert not [form for form in page.forms if "/do/" in form.action]


def test_the_address_of_an_action_that_is_over_leads_to_the_case_and_names_who_ended_it(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report("Alamat lama").case
    perform(workstations.of("budi").work(case), "acknowledge")
    page = action_page(browsers.of("sari"), case, "acknowledge")
    assert page.path == f"/id/cases/{case}"
    assert "Terakhir, Budi" in page.text


def test_a_text_kept_for_what_cannot_be_done_any_more_is_shown_where_it_was_typed(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report("Draf yang terlambat").case, browsers.of("sari")
    perform(workstations.of("budi").work(case), "acknowledge")
    form = action_page(sari, case, "archive").form("/do/archive")
    assert sari.post(form, {"reason": "", "text": "Alasan yang belum lengkap."}).status == 400
    perform(workstations.of("budi").work(case), "archive", reason="unclear", text="Kurang jelas.")
    page = action_page(sari, case, "archive")
    assert page.status == 409
    assert "Alasan yang belum lengkap." in page.text
