"""Browsers that judge the page they show: by axe-core, by the keyboard, and by where things stand.

Scripts of pages are off, as for every reporter. The driver's own run all the same, but no timer does; axe-core gets a
timer that does not wait.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast

from axe_playwright_python.base import AXE_SCRIPT
from marionette_driver.keys import Keys

from tests.accessibility import scripts
from tests.browsers.chromium import ChromiumBrowser
from tests.browsers.firefox import PAGE_SIZE, RESIZE, FirefoxBrowser
from tests.browsers.interface import WAIT, BrowserError

_ZOOM: Final = 2
_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_COLOURS: Final = ("color-contrast-enhanced", "link-in-text-block")
# The contrast of AAA; by itself axe-core would leave what misses that of AA as well to another rule.
_CONTRAST: Final = {
    "ignoreUnicode": True,
    "ignoreLength": False,
    "ignorePseudo": False,
    "boldValue": 700,
    "boldTextPt": 14,
    "largeTextPt": 18,
    "pseudoSizeThreshold": 0.25,
    "shadowOutlineEmMax": 0.1,
    "textStrokeEmMin": 0.03,
    "contrastRatio": {
        "normal": {"expected": 7, "minThreshold": 0},
        "large": {"expected": 4.5, "minThreshold": 0},
    },
}
# What it found in order, and stylesheets fetched once more, would nearly double its time; no test looks there.
_QUICK: Final = {
    "resultTypes": ["violations"],
    "preload": False,
    "checks": {"color-contrast-enhanced": {"options": _CONTRAST}},
}
_TIMER: Final = (
    "window.setTimeout = (call, _ms, ...given) => { Promise.resolve().then(() => call(...given)); };"
)
_AXE: Final = _TIMER + AXE_SCRIPT
_PATIENCE: Final = 8
_SCROLLED_SECONDS: Final = 2.0
_WISHES: Final = """
    const [scheme, forced, paper, still, zoom] = arguments;
    // Tor Browser tells no page of these two wishes unless its user lets it.
    Services.prefs.setBoolPref('privacy.resistFingerprinting', !(still || scheme === 'dark'));
    Services.prefs.setIntPref('ui.prefersReducedMotion', still ? 1 : 0);
    const page = gBrowser.selectedBrowser.browsingContext;
    page.prefersColorSchemeOverride = scheme;
    page.forcedColorsOverride = forced ? 'active' : 'none';
    page.mediumOverride = paper ? 'print' : '';
    gBrowser.selectedBrowser.fullZoom = zoom;
"""

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Display:
    """A window's size in CSS pixels without zoom, and what its person wishes of pages.

    With `still`, they wish little motion; on `paper`, the page is as it would be printed.
    """

    size: tuple[int, int]
    scheme: Scheme = "light"
    forced: bool = False
    still: bool = False
    paper: bool = False
    zoomed: bool = False


PHONE: Final = Display((320, 640))
DESK: Final = Display((1280, 800))


@dataclass(frozen=True)
class PageFinding:
    """Something that keeps a person out: which rule, and where on the page."""

    rule: str
    where: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}"


class Examiner(ABC):
    """A person's browser, and what an examination of its page finds."""

    @abstractmethod
    def open(self, url: str) -> None:
        """Visit an address."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    @abstractmethod
    def click(self, css: str) -> None:
        """Click an element."""

    @abstractmethod
    def choose_files(self, field: str, paths: list[Path]) -> None:
        """Choose these files."""

    @abstractmethod
    def look(self, at: Display) -> None:
        """Show pages so. Firefox tells the page that is open already neither of motion nor of the colours."""

    @abstractmethod
    def _ask(self, script: str, argument: object = None) -> Any:  # noqa: ANN401 - JSON of any shape
        """Call a function on the page."""

    @abstractmethod
    def _axe(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the violations that axe-core finds."""

    @abstractmethod
    def _press_tab(self) -> None:
        """Press the Tab key."""

    def height(self) -> int:
        """Return the height of the whole page in CSS pixels."""
        return cast(int, self._ask("() => document.documentElement.scrollHeight"))

    def build(self) -> str:
        """Return the page's markup without its words and numbers: what is judged whatever it says."""
        return cast(str, self._ask(scripts.BUILD))

    def axe(self) -> list[PageFinding]:
        """Return what axe-core finds: WCAG 2.2 A and AA, good practice, and the contrast of AAA, which we promise."""
        # What keeps the contrast of AAA keeps that of AA.
        rules = {"color-contrast-enhanced": {"enabled": True}, "color-contrast": {"enabled": False}}
        return self._by_axe({"runOnly": {"type": "tag", "values": _TAGS}, "rules": rules})

    def axe_on_colours(self) -> list[PageFinding]:
        """Return what axe-core finds in the colours alone."""
        return self._by_axe({"runOnly": {"type": "rule", "values": _COLOURS}})

    def _by_axe(self, options: dict[str, Any]) -> list[PageFinding]:
        return [
            PageFinding(violation["id"], f"{node['html'][:160]} ({node['failureSummary']})")
            for violation in self._axe(options | _QUICK)
            for node in violation["nodes"]
        ]

    def outside_the_window(self) -> list[PageFinding]:
        """Return what one would have to scroll sideways for, or inside its own box, or cannot see at all."""
        return self._found(scripts.OUTSIDE)

    def small_targets(self) -> list[PageFinding]:
        """Controls of less than 44 by 44 px; links within a sentence may be as low as its line (WCAG 2.5.8)."""
        return self._found(scripts.SMALL)

    def out_of_order(self) -> list[PageFinding]:
        """Text that is read, or reached by keyboard, at another place than where it is seen."""
        return self._found(scripts.ORDER)

    def borderless_controls(self) -> list[PageFinding]:
        """Under forced colours: controls and boxes that nothing sets off any more."""
        return self._found(scripts.BORDERLESS)

    def moving(self) -> list[PageFinding]:
        """Under reduced motion: what moves all the same."""
        return self._found(scripts.MOVING)

    def wrong_on_paper(self) -> list[PageFinding]:
        """On paper: controls that nobody can press, or nothing at all."""
        return self._found(scripts.ON_PAPER)

    def links(self) -> list[str]:
        """Return where the page leads, as whole addresses."""
        return cast(
            list[str], self._ask("() => [...document.querySelectorAll('a[href]')].map(link => link.href)")
        )

    def fill_form(self, ending: str, given: Mapping[str, str | list[str]]) -> None:
        """Fill in the form whose address ends so, and let it be sent whatever the browser thinks of it."""
        self._ask(scripts.FILL_FORM, [ending, dict(given)])

    def enlarge_text(self) -> None:
        """Twice the letters, and the spacing that readers may set (WCAG 1.4.4 and 1.4.12)."""
        self._ask(scripts.ENLARGE)

    def by_keyboard(self) -> list[PageFinding]:
        """Go through the page with the Tab key alone; every control must be reached, visibly, and none may hold on."""
        expected = set(cast(list[str], self._ask(scripts.NUMBER_CONTROLS)))
        reached: list[str] = []
        findings: list[PageFinding] = []
        self._ask(scripts.TO_THE_TOP)
        # A date has several stops, a frame its own: the way goes on until it is where it began with nothing left out,
        # or comes to nothing new any more.
        nothing_new = 0
        while nothing_new < _PATIENCE:
            self._press_tab()
            stop = self._stop()
            nothing_new += 1
            if stop is None:
                continue
            if stop["control"] not in reached:
                nothing_new = 0
                reached.append(stop["control"])
                if not stop["visible"]:
                    findings.append(PageFinding("no visible focus", stop["html"]))
            elif stop["control"] == reached[0] and expected.issubset(reached):
                break
        missed = sorted(expected.difference(reached))
        return findings + [PageFinding("never reached by keyboard", control) for control in missed]

    def _stop(self) -> dict[str, Any] | None:
        """Return where the focus is, and whether it is seen there; None outside the page."""
        stop: dict[str, Any] | None = self._ask(scripts.WHERE)
        return stop

    def _found(self, script: str) -> list[PageFinding]:
        return [PageFinding(*found) for found in self._ask(script)]


class ChromiumExaminer(ChromiumBrowser, Examiner):
    """An examiner with Chromium."""

    def look(self, at: Display) -> None:
        # Without a window there is no zoom to set: the page has half the room, as under one.
        width, height = (length // _ZOOM if at.zoomed else length for length in at.size)
        self._page.set_viewport_size({"width": width, "height": height})
        self._page.emulate_media(
            color_scheme=at.scheme,
            forced_colors="active" if at.forced else "none",
            reduced_motion="reduce" if at.still else "no-preference",
            media="print" if at.paper else "screen",
        )

    def _ask(self, script: str, argument: object = None) -> Any:  # noqa: ANN401 - JSON of any shape
        return self._page.evaluate(script, argument)

    def _axe(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        if not self._page.evaluate("typeof axe === 'object'"):
            self._page.evaluate(_AXE)
        found = self._page.evaluate("async options => (await axe.run(document, options)).violations", options)
        return cast(list[dict[str, Any]], found)

    def _press_tab(self) -> None:
        self._page.keyboard.press("Tab")

    def leave_out(self, css: str) -> None:
        """Take what matches off the page, as if it had never been there."""
        self._page.locator(css).evaluate_all("found => found.forEach(element => element.remove())")

    def words_of(self, css: str) -> int:
        """Return how many words show inside the elements that match: tokens with a letter or a digit."""
        texts = self._page.locator(css).all_inner_texts()
        return sum(any(map(str.isalnum, token)) for text in texts for token in text.split())


class FirefoxExaminer(FirefoxBrowser, Examiner):
    """An examiner with Firefox."""

    def look(self, at: Display) -> None:
        zoom = _ZOOM if at.zoomed else 1
        self._browser_script(RESIZE, *at.size)
        deadline = time.monotonic() + WAIT
        while True:
            # Firefox sets the zoom of a new page a moment after it has come: what was wished before that is lost.
            self._browser_script(_WISHES, at.scheme, at.forced, at.paper, at.still, zoom)
            if self._driver.execute_script(PAGE_SIZE) == [length // zoom for length in at.size]:
                return
            if time.monotonic() > deadline:
                raise BrowserError(f"Firefox made no page of {at.size}.")
            time.sleep(0.01)

    def _ask(self, script: str, argument: object = None) -> Any:  # noqa: ANN401 - JSON of any shape
        return self._driver.execute_script(f"return ({script})(arguments[0])", script_args=(argument,))

    def _axe(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        run = "axe.run(document, options).then(({violations}) => done(violations), error => done(String(error)));"
        # The sandbox of the system: in one of the page no promise is kept while its scripts are off.
        found = self._driver.execute_async_script(
            f"const [options, done] = arguments; {_AXE}; {run}", script_args=(options,), sandbox="system"
        )
        if isinstance(found, str):
            raise BrowserError(f"axe-core failed: {found}")
        return cast(list[dict[str, Any]], found)

    def _press_tab(self) -> None:
        self._driver.actions.sequence("key", "keyboard").key_down(Keys.TAB).key_up(Keys.TAB).perform()

    def _stop(self) -> dict[str, Any] | None:
        """Wait for Firefox on a busy machine: it scrolls to the focus a moment after the key."""
        until = time.monotonic() + _SCROLLED_SECONDS
        while (stop := super()._stop()) is not None and not stop["visible"] and time.monotonic() < until:
            time.sleep(0.02)
            if time.monotonic() > until - _SCROLLED_SECONDS / 2:
                self._ask(scripts.TO_THE_FOCUS)
        return stop


NewExaminer = Callable[[], ChromiumExaminer]
"""Starts a further browser, which is closed after the tests of its file."""
