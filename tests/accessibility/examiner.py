"""A Chromium that judges the page it shows: by axe-core, by the keyboard, and by where things stand.

Scripts are on here, since axe-core waits for timers; the pages have none, and their policy lets none in.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from axe_playwright_python.base import AXE_SCRIPT

from tests.accessibility import scripts
from tests.browsers.chromium import ChromiumBrowser

PHONE: Final = (320, 640)
DESK: Final = (1280, 800)
ZOOMED: Final = (640, 400)
"""A window of 1280 by 800 under 200 % zoom."""

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
_PATIENCE: Final = 8

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class PageFinding:
    """Something that keeps a person out: which rule, and where on the page."""

    rule: str
    where: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}"


class Examiner(ChromiumBrowser):
    """A person's Chromium, and what an examination of its pages finds."""

    scripts = True

    def look(self, size: tuple[int, int], scheme: Scheme = "light", *, forced: bool = False) -> None:
        """Show the page in a window of this size (CSS pixels), in these colours."""
        self._page.set_viewport_size({"width": size[0], "height": size[1]})
        self._page.emulate_media(color_scheme=scheme, forced_colors="active" if forced else "none")

    def height(self) -> int:
        """Return the height of the whole page in CSS pixels."""
        return cast(int, self._page.evaluate("document.documentElement.scrollHeight"))

    def leave_out(self, css: str) -> None:
        """Take what matches off the page, as if it had never been there."""
        self._page.locator(css).evaluate_all("found => found.forEach(element => element.remove())")

    def words_of(self, css: str) -> int:
        """Return how many words show inside the elements that match: tokens with a letter or a digit."""
        texts = self._page.locator(css).all_inner_texts()
        return sum(any(map(str.isalnum, token)) for text in texts for token in text.split())

    def overlook_required(self, field: str) -> None:
        """Behave as a browser that lets forms go without what they require."""
        self._field(field).evaluate("field => field.required = false")

    def build(self) -> str:
        """Return the page's markup without its words and numbers: what is judged whatever it says."""
        return cast(str, self._page.evaluate(scripts.BUILD))

    def axe(self) -> list[PageFinding]:
        """Return what axe-core finds: WCAG 2.2 A and AA, good practice, and the contrast of AAA, which we promise."""
        # What keeps the contrast of AAA keeps that of AA.
        rules = {"color-contrast-enhanced": {"enabled": True}, "color-contrast": {"enabled": False}}
        return self._axe({"runOnly": {"type": "tag", "values": _TAGS}, "rules": rules})

    def axe_on_colours(self) -> list[PageFinding]:
        """Return what axe-core finds in the colours alone."""
        return self._axe({"runOnly": {"type": "rule", "values": _COLOURS}})

    def _axe(self, options: dict[str, Any]) -> list[PageFinding]:
        if not self._page.evaluate("typeof axe === 'object'"):
            self._page.evaluate(AXE_SCRIPT)
        # What it found in order, and stylesheets fetched once more, would nearly double its time; no test looks there.
        quick = {"resultTypes": ["violations"], "preload": False}
        checks = {"checks": {"color-contrast-enhanced": {"options": _CONTRAST}}}
        results = self._page.evaluate("options => axe.run(document, options)", options | quick | checks)
        return [
            PageFinding(violation["id"], f"{node['html'][:160]} ({node['failureSummary']})")
            for violation in results["violations"]
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

    def links(self) -> list[str]:
        """Return where the page leads, as whole addresses."""
        return cast(
            list[str], self._page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.href)")
        )

    def carry(self, field: str, value: str) -> None:
        """Put into a hidden field what it held in a window that was opened earlier."""
        css = f"input[type=hidden][name={field}]"
        self._page.evaluate("([css, value]) => document.querySelector(css).value = value", [css, value])

    def enlarge_text(self) -> None:
        """Twice the letters, and the spacing that readers may set (WCAG 1.4.4 and 1.4.12)."""
        self._page.evaluate(scripts.ENLARGE)

    def by_keyboard(self) -> list[PageFinding]:
        """Go through the page with the Tab key alone; every control must be reached, visibly, and none may hold on."""
        expected = set(cast(list[str], self._page.evaluate(scripts.NUMBER_CONTROLS)))
        reached: list[str] = []
        findings: list[PageFinding] = []
        # A date has several stops, a frame its own, and the way may begin in the page's middle: it goes on until it
        # is where it began with nothing left out, or comes to nothing new any more.
        nothing_new = 0
        while nothing_new < _PATIENCE:
            self._page.keyboard.press("Tab")
            stop = self._page.evaluate(scripts.WHERE)
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

    def _found(self, script: str) -> list[PageFinding]:
        return [PageFinding(*found) for found in self._page.evaluate(script)]
