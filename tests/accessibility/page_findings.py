"""What was found on a page, by kind of examination."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.accessibility.examiner import DESK, PHONE, ZOOMED, Examiner, PageFinding

KINDS: Final = ("axe", "dark", "keyboard", "wide", "narrow", "zoomed", "targets", "order", "forced")
"""The examinations, in the order in which they are made: the last one changes the page."""


@dataclass
class Examination:
    """Pages that were examined, and the findings of each kind, with the page where each was."""

    pages: list[str] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def examine(self, browser: Examiner, page: str) -> None:
        """Everything about the page that the browser shows now."""
        self.pages.append(page)
        browser.look(DESK)
        self._note(page, "axe", browser.axe)
        self._note(page, "order", browser.out_of_order)
        self._note(page, "wide", browser.outside_the_window)
        browser.look(DESK, forced=True)
        self._note(page, "forced", browser.borderless_controls)
        self._note(page, "forced", browser.axe_on_colours)
        browser.look(PHONE, "dark")
        self._note(page, "dark", browser.axe_on_colours)
        browser.look(PHONE)
        self._note(page, "keyboard", browser.by_keyboard)
        self._note(page, "narrow", browser.outside_the_window)
        self._note(page, "targets", browser.small_targets)
        self._note(page, "order", browser.out_of_order)
        browser.look(ZOOMED)
        self._note(page, "zoomed", browser.outside_the_window)
        browser.look(DESK)
        browser.enlarge_text()
        self._note(page, "zoomed", browser.outside_the_window)

    def glance(self, browser: Examiner, page: str) -> None:
        """What another language can change of a page that is examined anyway."""
        self.pages.append(page)
        browser.look(PHONE)
        self._note(page, "axe", browser.axe)
        self._note(page, "narrow", browser.outside_the_window)

    def _note(self, page: str, kind: str, look: Callable[[], list[PageFinding]]) -> None:
        self.found[kind] += [f"{page}: {finding}" for finding in look()]
