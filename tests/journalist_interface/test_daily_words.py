"""What officers read speaks of the office's list, its server and a sign-in code, in no jargon; error pages too."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from journalist_interface import error_pages
from store.web.languages import LANGUAGES
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, offered
from tests.office import TestOffice

TECHNICAL = re.compile(r"\b(roster|gateway|totp|gnupg|openpgp|sertifikat|certificate)", re.IGNORECASE)
# What a person must be able to ask for, or to recognise, by its name.
NAMED = ("encryption program (GnuPG)", "program enkripsi (GnuPG)", "OpenPGP")
CATALOGUE = Path(error_pages.__file__).parent / "translations" / "id" / "LC_MESSAGES" / "messages.po"
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


def test_no_sentence_that_an_officer_can_read_has_a_technical_word_in_either_language() -> None:
    """The catalogue has every text of a page, and of every error that one can show."""
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file, locale="id") if message.id]
    texts = [text for message in messages for side in (message.id, message.string) for text in _forms(side)]
    assert any("cannot be reached" in text for text in texts)
    assert [text for text in texts if TECHNICAL.search(_without_names(text))] == []


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _without_names(text: str) -> str:
    for name in NAMED:
        text = re.sub(re.escape(name), "", text, flags=re.IGNORECASE)
    return text
