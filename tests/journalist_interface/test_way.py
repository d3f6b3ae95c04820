"""An officer's way through real processes, from the link to the answer."""

from tests.journalist_interface.listed_cases import listed_on_all_pages
from tests.journalist_interface.workstation import OfficerBrowser, Workstation
from tests.office import TestOffice


def test_an_officer_signs_in_reads_and_answers(shared_office: TestOffice, officer: OfficerBrowser) -> None:
    case = shared_office.report("Uang perjalanan dinas fiktif")
    case.says("Ada saksi lain")
    page = officer.case(case.case)
    assert "Uang perjalanan dinas fiktif" in page.text
    assert "Ada saksi lain" in page.text
    assert "Korupsi" in page.text
    answer = officer.reply(
        case.case, "Kami sedang memeriksa.", [("surat.pdf", b"%PDF-1.7 isi"), ("kosong", b"")]
    )
    assert answer.status == 200, answer.text
    assert "Balasan terkirim" in answer.text
    assert "Kami sedang memeriksa." in answer.text
    assert "surat.pdf" in answer.text


def test_a_list_shows_number_alias_stage_unread_and_the_day_only(
    office: TestOffice, own_workstation: Workstation
) -> None:
    case = office.report()
    case.says("Satu lagi")
    with own_workstation.signed_in() as officer:
        before = officer.get("/id/cases")
        assert f"/id/cases/{case.case}" in before.html
        assert "Diterima" in before.text
        assert "2 belum dibaca" in before.text
        assert "setelah dibuka" in before.text
        officer.case(case.case)
        after = officer.get("/id/cases")
        assert "Korupsi" in after.text


def test_a_list_of_more_than_a_page_goes_on(shared_office: TestOffice, officer: OfficerBrowser) -> None:
    made = {shared_office.report(f"Laporan {turn}").case for turn in range(55)}
    assert made <= listed_on_all_pages(officer)


def test_an_empty_list_says_what_will_appear(own_workstation: Workstation) -> None:
    with own_workstation.signed_in() as browser:
        assert "akan muncul di sini" in browser.get("/id/cases").text


def test_an_excluded_officer_finds_nothing_at_all(shared_office: TestOffice, officer: OfficerBrowser) -> None:
    hidden, open_to_sari = (
        shared_office.report("Tentang Sari", excluded=["petugas-1"]),
        shared_office.report(),
    )
    found = listed_on_all_pages(officer)
    assert (hidden.case in found, open_to_sari.case in found) == (False, True)
    excluded, missing = officer.case(hidden.case), officer.case("0" * 32)
    assert excluded.status == missing.status == 404
    assert excluded.html.replace(hidden.case, "") == missing.html.replace("0" * 32, "")


def test_strangers_text_is_escaped_and_hidden_characters_are_spelled_out(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report("<script>alert(1)</script> \u202eterbalik")
    case.says("{{ 7 * 7 }} \x1b[31m & \u200bkosong")
    case.attaches(b"x", 'bukti\u202efdp.exe"><img src=x>')
    page = officer.case(case.case)
    assert "<script>" not in page.html
    assert "<img" not in page.html
    for shown in ("[U+202E]terbalik", "{{ 7 * 7 }}", "[U+001B]", "[U+200B]kosong", "bukti[U+202E]fdp.exe"):
        assert shown in page.text
    assert "Karakter tersembunyi" in page.text


def test_who_was_excluded_stands_in_the_case_in_the_language_of_the_page(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report(excluded=["petugas-2"])
    assert "Petugas WBS II" in officer.case(case.case).text
    assert "WBS Officer II" in officer.case(case.case, "en").text
