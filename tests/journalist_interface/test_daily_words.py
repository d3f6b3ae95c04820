"""The pages that an officer meets daily speak of the office's list, its server and a sign-in code, in no jargon."""

import re

import pytest

from store.web.languages import LANGUAGES
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, offered
from tests.office import TestOffice

TECHNICAL = re.compile(r"\b(roster|gateway|totp|gnupg|openpgp|sertifikat|certificate)", re.IGNORECASE)
PARTS = ("", "/papers", "/history", "/people", "/private", "/evidence", "/alike")


@pytest.fixture
def pages(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> dict[str, str]:
    """What the pages say, by their addresses."""
    case = busy_office.report("Laporan sehari-hari")
    case.attaches(b"isi", "daftar.pdf")
    perform(workstations.of("sari").work(case.case), "acknowledge")
    case.says("Tambahan")
    sari = browsers.of("sari")
    paths = ["/today", "/cases", "/search", "/hand-over", "/texts", "/texts/new", "/access-keys"]
    paths += [f"/cases/{case.case}{part}" for part in PARTS]
    paths += [f"/cases/{case.case}/do/{action}" for action in sorted(offered(sari.case(case.case)))]
    found = {f"/{language}{path}": sari.get(f"/{language}{path}") for language in LANGUAGES for path in paths}
    with browsers.station("budi").browser() as newcomer:
        for language in LANGUAGES:
            found[f"/{language}/sign-in"] = newcomer.get(f"/{language}/sign-in")
    return {path: page.text for path, page in found.items()}


def test_no_page_that_an_officer_meets_daily_has_a_technical_word(pages: dict[str, str]) -> None:
    assert all(pages.values())
    assert "Kode masuk" in pages["/id/sign-in"]
    assert "Server penghubung" in pages["/id/sign-in"]
    said = {path: sorted({found[0] for found in TECHNICAL.finditer(text)}) for path, text in pages.items()}
    assert {path: words for path, words in said.items() if words} == {}
