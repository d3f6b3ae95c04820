"""A long text in two parts: what a page shows at once, and what it unfolds on demand."""

import re
from dataclasses import dataclass
from typing import Final

SHOWN_LINES: Final = 12
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
