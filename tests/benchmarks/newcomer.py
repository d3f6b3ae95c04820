"""A newcomer's way from the first page to the code: how much there is to read, to fill in, and to scroll.

Measured on a phone of 360 px, as a reader sees it: what opens on demand is closed, and what is said to those who come
without Tor is left out. Reading goes at 200 words a minute, typing at 30, and each control takes 2 s.
"""

from dataclasses import dataclass
from typing import Final

from source_interface.i18n.languages import DEFAULT
from tests.accessibility.examiner import ChromiumExaminer, Display
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.place import Place
from tests.browsers.chromium import ChromiumProcess
from tests.browsers.outside import Outside
from tests.source_interface.box import Box
from tests.source_interface.reporter import ANSWERS

PHONE: Final = (360, 720)
LANGUAGES: Final = (DEFAULT, "en")
MOST_WORDS, MOST_HEIGHT, MOST_MINUTES = 330, 3_000, 3
WORDS_A_MINUTE, TYPED_A_MINUTE, SECONDS_A_CONTROL = 200, 30, 2
TYPED_WORDS: Final = 60
ASIDE: Final = ".reached"
"""The notes for those who come without Tor, and in a demonstration."""


@dataclass(frozen=True, slots=True)
class NewcomersWay:
    """The length of a newcomer's way: words of all pages, controls that had to be used, the form's height in px."""

    words: tuple[int, ...]
    controls: int
    height: int

    @property
    def minutes(self) -> float:
        """Return the time for reading and choosing; typing is stated apart."""
        return sum(self.words) / WORDS_A_MINUTE + self.controls * SECONDS_A_CONTROL / 60


def run(place: Place, _size: int, _rounds: int) -> list[Figure]:
    """Go the way once in each language: nothing of it depends on chance."""
    figures: list[Figure] = []
    with place.office("newcomer") as office, Box(office).serve(forked=False) as served, Outside() as outside:
        process = ChromiumProcess()
        try:
            for language in LANGUAGES:
                browser = ChromiumExaminer(process, outside.proxy)
                figures += _figures(language, _go(browser, f"{served.url}/{language}/"))
                browser.close()
        finally:
            process.close()
    return figures


def _go(browser: ChromiumExaminer, first: str) -> NewcomersWay:
    browser.look(Display(PHONE))
    browser.open(first)
    browser.leave_out(ASIDE)
    words, controls = [_words(browser)], 1
    browser.click(".ways .primary")
    browser.leave_out(ASIDE)
    words.append(_words(browser))
    height = browser.height()
    for field, text in ANSWERS.items():
        browser.fill(field, text)
    browser.check("[name=category][value=fraud]")
    controls += len(ANSWERS) + 2  # the kind of violation, and the button
    browser.click("#report .primary")
    require(browser.count(".codebox") == 1, "No code was shown.")
    words.append(_words(browser))
    browser.fill("code", browser.value("shown"))
    browser.click("#repeat .primary")
    require(browser.count("ol.conversation") == 1, "The mailbox did not open.")
    return NewcomersWay(tuple(words), controls + 2, height)


def _words(browser: ChromiumExaminer) -> int:
    """Return how many words show now, the code's own aside, which are copied and not read."""
    return browser.words_of("main") - browser.words_of(".codebox .words")


def _figures(language: str, way: NewcomersWay) -> list[Figure]:
    pages = " + ".join(map(str, way.words))
    typing = TYPED_WORDS / TYPED_A_MINUTE
    return [
        Figure(f"{language}: words to the code", sum(way.words), "", MOST_WORDS, pages),
        Figure(f"{language}: height of the form at {PHONE[0]} px", way.height, "px", MOST_HEIGHT),
        Figure(
            f"{language}: reading and choosing",
            way.minutes,
            "min",
            MOST_MINUTES,
            f"{way.controls} controls; typing {TYPED_WORDS} words takes {typing:.0f} min more",
        ),
    ]
