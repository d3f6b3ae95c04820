"""The poster fits one A4 page, says what to do, and its QR code and its text are the address."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from install.publishing import notice as words
from install.publishing.notice import PublicNotice
from install.publishing.poster import PosterError, poster
from store.web.languages import Language
from tests.install.publishing.public_office import ACCENT, NAME, NOTICE

A4_POINTS = "595.276 x 841.89 pts (A4)"


def told_by(program: str, *arguments: str) -> str:
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    return "id" if request.param == "id" else "en"


@pytest.fixture
def printed(language: Language, tmp_path: Path) -> Path:
    path = tmp_path / "poster.pdf"
    path.write_bytes(poster(NOTICE, language, ACCENT))
    return path


def test_it_is_one_page_of_a4_with_every_step_and_caution(printed: Path, language: Language) -> None:
    told = told_by("pdfinfo", str(printed))
    assert "Pages:           1" in told
    assert A4_POINTS in told
    text = " ".join(told_by("pdftotext", "-raw", str(printed), "-").split())
    said = [one.id if language == "id" else one.en for one in (words.TITLE, *words.STEPS, *words.CAUTIONS)]
    assert [one for one in said if one not in text] == []
    assert NOTICE.office in text


def test_its_code_and_its_lines_are_the_address(printed: Path, tmp_path: Path) -> None:
    told_by("pdftoppm", "-r", "100", "-png", "-singlefile", str(printed), str(tmp_path / "page"))
    assert told_by("zbarimg", "--quiet", "--raw", str(tmp_path / "page.png")).strip() == NOTICE.address
    lines = "".join(told_by("pdftotext", "-raw", str(printed), "-").split())
    assert f"http://{NAME}.onion" in lines


def test_it_tells_neither_when_nor_with_what_it_was_made(language: Language) -> None:
    made = poster(NOTICE, language, ACCENT)
    assert made == poster(NOTICE, language, ACCENT)
    assert b"/CreationDate (D:20000101000000" in made
    assert b"/Producer ()" in made


@pytest.mark.parametrize(
    ("notice", "sentence"),
    [
        (replace(NOTICE, office="ꦏꦤ꧀ꦠꦺꦴꦂ"), "Latin letters"),
        (replace(NOTICE, unit="Bagian " * 200), "too long"),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused(notice: PublicNotice, sentence: str) -> None:
    with pytest.raises(PosterError, match=sentence):
        poster(notice, "en", ACCENT)
