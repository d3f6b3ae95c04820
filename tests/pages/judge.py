"""What is wrong with a page, in each of the ways in which it is looked at."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from tests.accessibility.examiner import DESK, PHONE, ChromiumExaminer, Display, Examiner, PageFinding
from tests.pages.shown_page import ShownPage
from tests.pages.views import Look, View

Findings = list[PageFinding]


def show(examiner: Examiner, url: str, page: ShownPage, view: View) -> None:
    """Show the page as this view has it, after what a person does on it."""
    # Nothing is pressed on paper: the page is printed when that is done.
    examiner.look(replace(_display(view), paper=False))
    examiner.open(url)
    for css in page.doings.opens:
        examiner.click(css)
    if page.doings.files:
        examiner.choose_files(page.doings.field, list(page.doings.files))
    if view.look is Look.PAPER:
        examiner.look(_display(view))


def _display(view: View) -> Display:
    return Display(
        view.size,
        "dark" if view.look is Look.DARK else "light",
        forced=view.look is Look.FORCED,
        still=view.look is Look.STILL,
        paper=view.look is Look.PAPER,
        zoomed=view.look is Look.ZOOM and view.size[0] > _PHONES,
    )


def judge(examiner: Examiner, view: View) -> Findings:
    """Return what is wrong with the page that shows; it may be left changed."""
    if view.look is Look.ZOOM:
        return _zoomed(examiner, view)
    return _JUDGES[view.look](examiner)


def judge_in_passing(examiner: Examiner, view: View) -> Findings:
    """Return what takes little time to find on the page that shows, beside what its view is for; it is left changed.

    That is what does not fit a small phone, or enlarged letters at a desk, what is too small to press, what is read in
    another order than it is seen, and in Chromium, whose keys cost little, what the keyboard does not reach.
    """
    if view.look is Look.ZOOM:
        return []  # its letters are enlarged already
    examiner.look(PHONE)
    found = examiner.outside_the_window() + examiner.small_targets() + examiner.out_of_order()
    if view.look is not Look.KEYBOARD and view.browser == "chromium":
        found += examiner.by_keyboard()
    examiner.look(DESK)
    examiner.enlarge_text()
    return found + examiner.outside_the_window()


def judge_in_every_way(examiner: ChromiumExaminer) -> Findings:
    """Return what is wrong with the page that shows in each way of looking; it is left changed.

    Only Chromium tells a page that is open already of every wish.
    """
    found: Findings = []
    for look in Look:
        if look is not Look.ZOOM:
            found += _looked(examiner, View(look, PHONE.size, "id", "chromium"))
    examiner.look(DESK)
    found += examiner.out_of_order() + examiner.outside_the_window()
    return found + _looked(
        examiner, View(Look.ZOOM, DESK.size, "id", "chromium")
    )  # its letters stay enlarged


def _looked(examiner: Examiner, view: View) -> Findings:
    examiner.look(_display(view))
    return judge(examiner, view)


_PHONES: Final = 500
"""Wider windows are zoomed by their browser; phones enlarge the text alone."""


def _by_axe(examiner: Examiner) -> Findings:
    return examiner.axe() + examiner.small_targets() + examiner.out_of_order() + examiner.outside_the_window()


def _by_keyboard(examiner: Examiner) -> Findings:
    return examiner.by_keyboard() + examiner.small_targets() + examiner.outside_the_window()


def _zoomed(examiner: Examiner, view: View) -> Findings:
    before = examiner.outside_the_window()
    examiner.look(Display(view.size))
    examiner.enlarge_text()
    return before + examiner.outside_the_window()


def _in_forced_colours(examiner: Examiner) -> Findings:
    return examiner.borderless_controls() + examiner.axe_on_colours() + examiner.outside_the_window()


def _still(examiner: Examiner) -> Findings:
    return examiner.moving() + examiner.out_of_order() + examiner.outside_the_window()


def _on_paper(examiner: Examiner) -> Findings:
    return examiner.wrong_on_paper() + examiner.axe_on_colours() + examiner.outside_the_window()


def _in_the_dark(examiner: Examiner) -> Findings:
    return examiner.axe_on_colours() + examiner.outside_the_window()


_JUDGES: Final[dict[Look, Callable[[Examiner], Findings]]] = {
    Look.AXE: _by_axe,
    Look.KEYBOARD: _by_keyboard,
    Look.FORCED: _in_forced_colours,
    Look.STILL: _still,
    Look.PAPER: _on_paper,
    Look.DARK: _in_the_dark,
}
