"""The guides of a package can be shown and printed by a browser."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from install.packaging.guide_pages import write_guide_pages
from tests.guides import FOLDER

SHEETS = [f"{name}.{language}" for name in ("decision-paper", "key-ceremony") for language in ("id", "en")]


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, Path]:
    """All pages by their names, beside their texts."""
    shutil.copytree(FOLDER, tmp_path / "guides")
    write_guide_pages(tmp_path / "guides")
    return {path.stem: path for path in (tmp_path / "guides").glob("*.html")}


def test_every_guide_is_a_page_in_its_language(pages: dict[str, Path]) -> None:
    assert set(pages) == {path.stem for path in FOLDER.iterdir()}
    for name, page in pages.items():
        assert f'<html lang="{name.rpartition(".")[2]}">' in page.read_text("utf-8")


def test_every_link_between_pages_leads_to_a_heading(pages: dict[str, Path]) -> None:
    anchors = {page.name: re.findall(r' id="([^"]+)"', page.read_text("utf-8")) for page in pages.values()}
    links = [
        (target or page.name, anchor)
        for page in pages.values()
        for target, anchor in re.findall(
            r'href="([\w-]+\.\w\w\.html|)(?:#([^"]+))?"', page.read_text("utf-8")
        )
    ]
    assert len(links) > 100
    assert [(target, anchor) for target, anchor in links if anchor and anchor not in anchors[target]] == []


def test_no_page_runs_or_fetches_anything(pages: dict[str, Path]) -> None:
    for page in pages.values():
        text = page.read_text("utf-8")
        assert "<script" not in text
        assert re.findall(r'(?:src|href)="(?:https?:)?//', text) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_takes_one_page_of_paper(name: str, pages: dict[str, Path], tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    subprocess.run(
        [
            "chromium-headless-shell", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={tmp_path / 'browser'}", f"--print-to-pdf={paper}", pages[name].as_uri(),
        ],
        capture_output=True, check=True,
    )  # fmt: skip
    told = subprocess.run(["pdfinfo", paper], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^Pages: +1$", told, re.MULTILINE)
