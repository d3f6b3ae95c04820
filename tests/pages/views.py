"""The ways in which a page is looked at, and which of them each page gets."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final

from store.web.languages import LANGUAGES, Language
from tests.browsers.interface import Kind


class Look(StrEnum):
    """What a person needs of a page, or does with it."""

    AXE = "axe"
    KEYBOARD = "keyboard"
    ZOOM = "zoom"
    FORCED = "forced-colors"
    STILL = "reduced-motion"
    PAPER = "print"
    DARK = "dark"


LOOKS: Final = tuple(Look)
SIZES: Final = ((320, 640), (360, 740), (1280, 800))
"""Width and height in CSS pixels: a small phone, a usual one, a desk."""
BROWSERS: Final[tuple[Kind, ...]] = ("chromium", "firefox")


@dataclass(frozen=True)
class View:
    """One way of looking at a page."""

    look: Look
    size: tuple[int, int]
    language: Language
    browser: Kind

    def __str__(self) -> str:
        return f"{self.look} {self.size[0]} px {self.language} {self.browser}"


def every_view(_number: int = 0) -> list[View]:
    """Return all combinations."""
    return [View(*values) for values in product(LOOKS, SIZES, LANGUAGES, BROWSERS)]


def some_views(number: int) -> list[View]:
    """Return views for the page of this number: each look, size, language and browser; over twelve pages every pair."""
    return [
        View(
            look,
            SIZES[(number + place) % len(SIZES)],
            LANGUAGES[(number // 3 + place) % 2],
            BROWSERS[(number // 6 + place) % 2],
        )
        for place, look in enumerate(LOOKS)
    ]


def one_view(number: int) -> list[View]:
    """Return a single view for the page of this number: over the pages of an interface every pair."""
    turn = number // len(LOOKS)
    look = LOOKS[number % len(LOOKS)]
    return [
        View(look, SIZES[turn % 3], LANGUAGES[(turn // 3 + number) % 2], BROWSERS[(turn + number // 2) % 2])
    ]
