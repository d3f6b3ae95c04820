"""What an examination keeps of a page: where each finding was, and no second look at markup that is alike."""

from pathlib import Path
from typing import Any

from tests.accessibility import scripts
from tests.accessibility.examiner import Display, Examiner
from tests.accessibility.page_findings import Examination


class CannedExaminer(Examiner):
    """Finds the same on every page, and counts how often axe-core was asked."""

    def __init__(self, build: str) -> None:
        self.judged = 0
        self._build = build

    def open(self, url: str) -> None:
        """There is one page."""

    def close(self) -> None:
        """There is no browser."""

    def click(self, css: str) -> None:
        """Nothing opens."""

    def choose_files(self, field: str, paths: list[Path]) -> None:
        """Nothing is chosen."""

    def look(self, at: Display) -> None:
        """It always looks the same."""

    def _ask(self, script: str, argument: object = None) -> Any:  # noqa: ANN401, ARG002 - as declared
        if script == scripts.BUILD:
            return self._build
        if script == scripts.SMALL:
            return [["10 by 10 px", "<a>"]]
        return [] if script != scripts.WHERE else None

    def _axe(self, options: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: ARG002 - as declared
        self.judged += 1
        return [{"id": "label", "nodes": [{"html": "<input>", "failureSummary": "Fix it"}]}]

    def _press_tab(self) -> None:
        """There is nowhere to go."""


def test_a_finding_names_the_page_and_what_is_wrong_there() -> None:
    examination = Examination()
    examination.examine(CannedExaminer("<main>"), "halaman")
    assert examination.found["axe"] == ["halaman: label: <input> (Fix it)"]
    assert examination.found["targets"] == ["halaman: 10 by 10 px: <a>"]
    assert examination.found["keyboard"] == []


def test_of_pages_built_alike_the_markup_is_judged_once_and_the_places_of_each() -> None:
    examination, browser = Examination(), CannedExaminer("<main>")
    examination.examine(browser, "satu")
    once = browser.judged
    examination.examine(browser, "dua")
    assert browser.judged == once > 0
    assert [line.partition(":")[0] for line in examination.found["targets"]] == ["satu", "dua"]


def test_the_colours_of_one_in_three_pages_built_differently_are_judged_in_the_short_form() -> None:
    examination = Examination(one_in=3)
    for number in range(6):
        examination.examine(CannedExaminer(f"<main class='{number}'>"), str(number))
    for kind in ("dark", "forced"):
        assert [line.partition(":")[0] for line in examination.found[kind]] == ["2", "5"]
    assert len(examination.found["axe"]) == 6
