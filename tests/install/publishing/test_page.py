"""The page for the office's web site says everything in both languages, and fetches and runs nothing."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from install.publishing import notice as words
from install.publishing.page import PAGES, POSTERS, page
from source_interface.presenters.branding import SHEET
from store.web.languages import Language
from tests.accessibility.examiner import DESK, PHONE, ChromiumExaminer
from tests.browsers.chromium import ChromiumProcess
from tests.browsers.interface import Browser
from tests.browsers.outside import Outside
from tests.install.publishing.public_office import NOTICE

LANGUAGES: tuple[Language, ...] = ("id", "en")


def written(language: Language, folder: Path) -> str:
    """Return the address of the page, with the other language's beside it."""
    for one in LANGUAGES:
        (folder / PAGES[one]).write_text(page(NOTICE, one, SHEET), "utf-8")
    return (folder / PAGES[language]).as_uri()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_to_do_and_gives_the_address(language: Language) -> None:
    text = page(NOTICE, language, SHEET)
    sentences = (words.TITLE, words.LEAD, words.HERE, words.DANGER, *words.CAUTIONS, *words.STEPS)
    assert [one for one in sentences if (one.id if language == "id" else one.en) not in text] == []
    assert f">{NOTICE.address}<" in text
    assert "Inspektorat &lt;Contoh&gt;" in text
    assert text.count("021 555 0100") == 1
    assert f'href="{POSTERS[language]}"' in text


def test_an_office_without_contacts_has_no_heading_for_them() -> None:
    assert words.CONTACTS.id not in page(replace(NOTICE, contacts=None), "id", SHEET)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_runs_nothing_and_names_no_other_place(language: Language) -> None:
    text = page(NOTICE, language, SHEET)
    assert "<script" not in text
    assert set(re.findall(r'(?:href|src|action)="([^"]*)"', text)) == {
        POSTERS[language],
        PAGES["en" if language == "id" else "id"],
    }
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


@pytest.fixture
def examiner(chromium_process: ChromiumProcess, outside: Outside) -> Iterator[ChromiumExaminer]:
    browser = ChromiumExaminer(chromium_process, outside.proxy)
    yield browser
    browser.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyone_can_read_it_on_a_phone_and_in_the_dark(
    examiner: ChromiumExaminer, language: Language, tmp_path: Path
) -> None:
    examiner.open(written(language, tmp_path))
    examiner.look(PHONE)
    assert examiner.axe() == []
    assert examiner.outside_the_window() == []
    assert examiner.small_targets() == []
    examiner.look(replace(DESK, scheme="dark"))
    assert examiner.axe_on_colours() == []


def test_it_leads_to_the_other_language(chromium: Browser, tmp_path: Path) -> None:
    chromium.open(written("id", tmp_path))
    assert words.TITLE.id in chromium.text()
    chromium.click(".languages a")
    assert words.TITLE.en in chromium.text()


def test_the_qr_code_is_the_address(chromium: Browser, tmp_path: Path) -> None:
    chromium.open(written("id", tmp_path))
    picture = tmp_path / "page.png"
    chromium.screenshot(picture, *DESK.size)
    command = ["zbarimg", "--quiet", "--raw", str(picture)]
    read = subprocess.run(command, capture_output=True, text=True, check=True)
    assert read.stdout.strip() == NOTICE.address
