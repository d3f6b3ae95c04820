"""Long texts: in two parts, one of which a page unfolds on demand, and in blocks that a browser shows quickly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SHOWN_LINES: Final = 12
LONGEST_BLOCK: Final = 8_000
"""Characters of a block of text at most."""
_WIDTH: Final = 65  # characters of a line on the page, as its stylesheet sets them
_SPARED: Final = 4  # fewer lines are not worth folding
_LINE: Final = re.compile(rf"[^\n]{{1,{_WIDTH}}}(?:[^\S\n]+|(?=\n)|\Z)|[^\n]{{1,{_WIDTH}}}|\n", re.ASCII)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text's beginning and its rest, which is empty for a short text; `lines` counts those of the rest, about."""

    beginning: str
    rest: str
    lines: int


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
