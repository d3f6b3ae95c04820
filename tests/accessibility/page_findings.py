"""The findings on a page, by kind of examination."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from tests.accessibility.examiner import DESK, PHONE, Examiner, PageFinding

KINDS: Final = ("axe", "dark", "keyboard", "wide", "narrow", "zoomed", "targets", "order", "forced")
"""The kinds of examinations."""


@dataclass
class Examination:
    """Pages that were examined, and the findings of each kind, with the page where each was.

    Of so many pages that are built differently, one is judged in the dark and under forced colours: all have their
    colours from one style sheet.
    """

    one_in: int = 1
    pages: list[str] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    _builds: set[str] = field(default_factory=set, repr=False)

    def examine(self, browser: Examiner, page: str) -> None:
        """Everything about the page that the browser shows now.

        What the markup decides whatever it says (axe, colours, keyboard) is judged once for pages built alike.
        """
        self.pages.append(page)
        build = browser.build()
        if build not in self._builds:
            self._builds.add(build)
            self._judge_markup(browser, page)
        self._judge_places(browser, page)

    def _judge_markup(self, browser: Examiner, page: str) -> None:
        browser.look(DESK)
        self._note(page, "axe", browser.axe)
        if len(self._builds) % self.one_in == 0:
            browser.look(replace(DESK, forced=True))
            self._note(page, "forced", browser.borderless_controls)
            self._note(page, "forced", browser.axe_on_colours)
            browser.look(replace(PHONE, scheme="dark"))
            self._note(page, "dark", browser.axe_on_colours)
        browser.look(PHONE)
        self._note(page, "keyboard", browser.by_keyboard)

    def _judge_places(self, browser: Examiner, page: str) -> None:
        """Judge where things stand, which every word can move; the page is left changed."""
        browser.look(PHONE)
        self._note(page, "narrow", browser.outside_the_window)
        self._note(page, "targets", browser.small_targets)
        self._note(page, "order", browser.out_of_order)
        browser.look(replace(DESK, zoomed=True))
        self._note(page, "zoomed", browser.outside_the_window)
        browser.look(DESK)
        self._note(page, "order", browser.out_of_order)
        self._note(page, "wide", browser.outside_the_window)
        browser.enlarge_text()
        self._note(page, "zoomed", browser.outside_the_window)

    def glance(self, browser: Examiner, page: str) -> None:
        """Examine what another language can change of a page that is examined anyway."""
        self.pages.append(page)
        browser.look(PHONE)
        self._note(page, "axe", browser.axe)
        self._note(page, "narrow", browser.outside_the_window)

    def _note(self, page: str, kind: str, look: Callable[[], list[PageFinding]]) -> None:
        self.found[kind] += [f"{page}: {finding}" for finding in look()]
