"""Long texts: in parts that fit on a page, partly folded, and in blocks that a browser shows quickly.

Weights are those of `store.web.text_parts`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from store.web.text_parts import SPELLED, text_parts, text_weight

SHOWN_LINES: Final = 12
LONGEST_BLOCK: Final = 8_000
"""Characters of a block of text at most."""
TEXT_BYTES: Final = 60_000
"""The weight of a part at most: a page shows the first part of a text, and leads to the others."""
_WIDTH: Final = 65  # characters of a line on the page, as its stylesheet sets them
_SPARED: Final = 4  # fewer lines are not worth folding
_LINE: Final = re.compile(rf"[^\n]{{1,{_WIDTH}}}(?:[^\S\n]+|(?=\n)|\Z)|[^\n]{{1,{_WIDTH}}}|\n", re.ASCII)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text's beginning and its rest, which is empty for a short text; `lines` counts those of the rest, about."""

    beginning: str
    rest: str
    lines: int


@dataclass(frozen=True, slots=True)
class TextBeginning:
    """The first part of a text; `left` counts the characters of the others."""

    text: str
    left: int


def line_weight(text: str) -> int:
    """Return the most bytes that a text takes in one line of a page, in which its line breaks are spelled out."""
    return text_weight(text) + SPELLED * (text.count("\n") + text.count("\t"))


def beginning(text: str) -> TextBeginning:
    """Return as much of a text as a page shows that has other things to show too."""
    first = next(text_parts(text, TEXT_BYTES))
    return TextBeginning(first, len(text) - len(first))


def shown_weight(text: str) -> int:
    """Return the most bytes that the beginning of a text takes on a page."""
    return min(text_weight(text), TEXT_BYTES)


def fold(text: str) -> FoldedText:
    """Return the text cut after `SHOWN_LINES` lines of the page, between words where there is a space."""
    count, cut, after = 0, None, "\n"
    for found in _LINE.finditer(text):
        is_break = found[0] == "\n"
        count += not is_break or after == "\n"
        after = found[0][-1]
        if cut is None and count > SHOWN_LINES:
            cut = found.start()
    if cut is None or count <= SHOWN_LINES + _SPARED:
        return FoldedText(text, "", 0)
    return FoldedText(text[:cut], text[cut:], count - SHOWN_LINES)


def text_blocks(text: str) -> Iterator[str]:
    """Yield a text in blocks, cut at line breaks where it has some.

    Firefox orders a line of letters that run both ways for minutes, at the square of its length.
    """
    place = 0
    while place < len(text):
        end = text.rfind("\n", place, place + LONGEST_BLOCK) + 1 or place + LONGEST_BLOCK
        yield text[place:end]
        place = end
