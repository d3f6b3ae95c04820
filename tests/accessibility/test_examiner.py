"""The examiners notice what is wrong, in both browsers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.accessibility.examiner import DESK, PHONE, ChromiumExaminer, Examiner, FirefoxExaminer, PageFinding
from tests.browsers.chromium import ChromiumProcess
from tests.browsers.firefox_process import FirefoxProcess
from tests.browsers.interface import Kind
from tests.browsers.outside import Outside
from tests.pages.judge import judge, judge_in_every_way, judge_in_passing, show
from tests.pages.shown_page import ShownPage
from tests.pages.views import Look, View

pytestmark = pytest.mark.xdist_group("accessibility")
BAD = (
    "<!doctype html><title>x</title><style>:focus { outline: 0 } button { transition: all 1s }</style>"
    "<main style='width: 900px; display: flex; flex-direction: column-reverse'>"
    "<p style='color: #bbb; background: #ccc'>pucat</p><img src='data:,'><a href='#a'>tautan</a>"
    "<button tabindex=-1>a</button><input type=text style='border: 0'><p>akhir</p>"
    "<div style='height: 60px; overflow: auto'><p style='height: 90px'>kotak</p></div></main>"
)
GOOD = (
    "<!doctype html><html lang=id><title>x</title><style>:focus-visible { outline: 3px solid }"
    "@media print { a { display: none } }</style><main><h1>Baik</h1>"
    "<p><a href='#a' style='display: inline-block; padding: 15px'>Tautan</a></p></main>"
)
RULES = {
    Look.AXE: ("html-has-lang", "image-alt", "color-contrast", "label", " by ", "seen before", "sideways"),
    Look.KEYBOARD: ("no visible focus", "outside", "scrolls in its own box"),
    Look.ZOOM: ("sideways",),
    Look.FORCED: ("nothing around it",),
    Look.STILL: ("moves", "seen before"),
    Look.PAPER: ("a control on paper",),
    Look.DARK: ("color-contrast",),
}


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def examiner(
    request: pytest.FixtureRequest, chromium_process: ChromiumProcess, outside_session: Outside
) -> Iterator[Examiner]:
    started: dict[Kind, Callable[[], Examiner]] = {
        "chromium": lambda: ChromiumExaminer(chromium_process, outside_session.proxy),
        "firefox": lambda: FirefoxExaminer(FirefoxProcess(outside_session.proxy)),
    }
    found = started[request.param]()
    yield found
    found.close()


def found(examiner: Examiner, folder: Path, markup: str, look: Look) -> list[PageFinding]:
    """What is wrong with a page, looked at on a phone."""
    file = folder / "halaman.html"
    file.write_text(markup)
    view = View(look, (320, 640), "id", "chromium")
    page = ShownPage("", 200, (), b"")
    show(examiner, file.as_uri(), page, view)
    return judge(examiner, view)


@pytest.mark.parametrize("look", Look)
def test_an_examiner_notices_what_is_wrong_and_nothing_else(
    examiner: Examiner, tmp_path: Path, look: Look
) -> None:
    rules = [finding.rule for finding in found(examiner, tmp_path, BAD, look)]
    assert [wanted for wanted in RULES[look] if not any(wanted in rule for rule in rules)] == []
    assert found(examiner, tmp_path, GOOD, look) == []


def test_what_is_wrong_is_noticed_in_passing_and_in_every_way(examiner: Examiner, tmp_path: Path) -> None:
    file = tmp_path / "halaman.html"
    view = View(Look.DARK, PHONE.size, "id", "chromium")

    def rules(markup: str, judged: Callable[[], list[PageFinding]]) -> str:
        file.write_text(markup)
        show(examiner, file.as_uri(), ShownPage("", 200, (), b""), view)
        return "\n".join(finding.rule for finding in judged())

    def in_passing() -> list[PageFinding]:
        return judge_in_passing(examiner, view)

    def in_every_way() -> list[PageFinding]:
        return judge_in_every_way(examiner) if isinstance(examiner, ChromiumExaminer) else in_passing()

    passing = {"sideways", "outside", " by ", "seen before", "no visible focus", "scrolls in its own box"}
    every = {rule for wanted in RULES.values() for rule in wanted}
    found_in_passing = rules(BAD, in_passing)
    assert [rule for rule in passing if rule not in found_in_passing] == []
    if isinstance(examiner, ChromiumExaminer):
        found_in_every_way = rules(BAD, in_every_way)
        assert [rule for rule in every if rule not in found_in_every_way] == []
    assert rules(GOOD, in_passing) == rules(GOOD, in_every_way) == ""


def test_a_page_that_is_empty_on_paper_is_noticed(examiner: Examiner, tmp_path: Path) -> None:
    hidden = GOOD.replace("a {", "main {")
    assert [finding.rule for finding in found(examiner, tmp_path, hidden, Look.PAPER)] == ["an empty sheet"]


def test_what_needs_a_wide_window_is_noticed_under_zoom(examiner: Examiner, tmp_path: Path) -> None:
    wide = GOOD.replace("<main>", "<main style='width: 900px'>")
    file = tmp_path / "lebar.html"
    file.write_text(wide)
    examiner.look(DESK)
    examiner.open(file.as_uri())
    assert examiner.outside_the_window() == []
    examiner.look(replace(DESK, zoomed=True))
    assert {finding.rule for finding in examiner.outside_the_window()} == {"sideways", "outside"}
