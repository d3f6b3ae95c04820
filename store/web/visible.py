"""Display of a stranger's text in which every character is visible.

Control and format characters can reorder, hide or forge what an officer sees (Unicode TR 36, "Trojan Source"), and
marks that are piled up on one letter strike out the lines above or below it, which may be the page's own. They are
shown as U+XXXX between brackets. Templates escape HTML as always; this comes before that.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from store.domain.hidden_characters import is_hidden

_KEPT: Final = frozenset("\n\t")
LINE_CHARACTERS: Final = 255
"""The limit of a file system for a name: no real name is cut, unless it hides characters."""
_ENDING: Final = 40
_CUT: Final = "…"
_MARKS: Final = frozenset({"Mn", "Me"})
_MOST_MARKS: Final = 4
"""Marks on one letter: languages need three, and four are lower than a line."""


def visible(text: str, *, one_line: bool = False) -> str:
    """Return `text` with each hidden character spelled out. Line breaks and tabs stay unless `one_line`."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    characters = set(plain)  # megabytes have few different ones
    shown = {ord(character): _shown(character, one_line) for character in characters}
    return _without_piles(plain, characters).translate(shown)


def visible_beginning(text: str, most: int, *, one_line: bool = False) -> str:
    """Return the first so many characters of what `visible` returns, without writing out the rest."""
    return visible(text[: 2 * most], one_line=one_line)[
        :most
    ]  # two characters are one where a line ends with both


def has_hidden(text: str) -> bool:
    """Return whether `visible` would change more than line ends."""
    return visible(text) != text.replace("\r\n", "\n").replace("\r", "\n")


def _without_piles(text: str, characters: Iterable[str]) -> str:
    """Return the text with those marks spelled out that would stand on others, far above or below their letter.

    In a document to print they would take minutes: without width, they never fill a line.
    """
    marks = "".join(each for each in characters if unicodedata.category(each) in _MARKS)
    if not marks:
        return text
    pile = re.compile(f"(?<=[{marks}]{{{_MOST_MARKS}}})[{marks}]+")
    return pile.sub(lambda found: "".join(map(_spelled, found[0])), text)


def _shown(character: str, one_line: bool) -> str:
    if character in _KEPT and not one_line:
        return character
    return _spelled(character) if is_hidden(character) else character


def _spelled(character: str) -> str:
    return f"[U+{ord(character):04X}]"


def sanitize_line(text: str) -> str:
    """Return the text in one line with hidden characters spelled out; cut a longer one in the middle.

    What is weighed before it is printed is weighed through this function too.
    """
    line = visible(text, one_line=True)
    if len(line) <= LINE_CHARACTERS:
        return line
    return line[: LINE_CHARACTERS - _ENDING - len(_CUT)] + _CUT + line[-_ENDING:]
