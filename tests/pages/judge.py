"""What is wrong with a page, in each of the ways in which it is looked at."""

from collections.abc import Callable
from typing import Final

from tests.accessibility.examiner import Examiner, PageFinding
from tests.pages.shown_page import ShownPage
from tests.pages.views import Look, View

Findings = list[PageFinding]


def show(examiner: Examiner, url: str, page: ShownPage, view: View) -> None:
    """Show the page as this view has it, after what a person does on it."""
    _look(examiner, view)
    examiner.open(url)
    for css in page.doings.opens:
        examiner.click(css)
    if page.doings.files:
        examiner.choose_files(page.doings.field, list(page.doings.files))
    if view.look is Look.PAPER:  # last, for nothing is pressed on paper
        _look(examiner, view, paper=True)


def _look(examiner: Examiner, view: View, *, paper: bool = False) -> None:
    examiner.look(
        view.size,
        "dark" if view.look is Look.DARK else "light",
        forced=view.look is Look.FORCED,
        still=view.look is Look.STILL,
        paper=paper,
        zoomed=view.look is Look.ZOOM and view.size[0] > _PHONES,
    )


def judge(examiner: Examiner, view: View) -> Findings:
    """Return what is wrong with the page that shows; it may be left changed."""
    if view.look is Look.ZOOM:
        return _zoomed(examiner, view)
    return _JUDGES[view.look](examiner)


_PHONES: Final = 500
"""Wider windows are zoomed by their browser; phones enlarge the text alone."""


def _by_axe(examiner: Examiner) -> Findings:
    return examiner.axe() + examiner.small_targets() + examiner.out_of_order() + examiner.outside_the_window()


def _by_keyboard(examiner: Examiner) -> Findings:
    return examiner.by_keyboard() + examiner.small_targets() + examiner.outside_the_window()


def _zoomed(examiner: Examiner, view: View) -> Findings:
    before = examiner.outside_the_window()
    examiner.look(view.size)
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
