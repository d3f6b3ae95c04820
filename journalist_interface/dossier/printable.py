"""Texts of strangers as a PDF can print them: every character visible, and in the fonts.

PDF/A forbids a character that no font has (ISO 19005-3, 6.2.11.8), and one such character would stop the whole file.
The characters of the fonts inside Typst, which are the only ones used, stand in `characters.txt`.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from store.web.visible import visible

_CHARACTERS: Final = Path(__file__).parent / "characters.txt"
_PLAIN: Final = frozenset("‘’“”–—…·•")
_LATIN_1: Final = 0xFF
_LONG: Final = re.compile("[^ \n]{40}(?=[^ \n])")  # a no-break space ends no line
_BREAK: Final = "\u200b"  # without it a word longer than a line runs off the page
_LATIN: Final = frozenset(map(chr, range(_LATIN_1 + 1))) | _PLAIN | {_BREAK}


def printable(text: str, *, one_line: bool = False) -> str:
    """Return the text with hidden and unknown characters as [U+XXXX], and with places to break long words."""
    shown = visible(text, one_line=one_line).replace("\t", "    ")
    return _LONG.sub(lambda found: found[0] + _BREAK, _spelled(shown, printed()))


def unbroken(text: str) -> str:
    """Return what `printable` gave without the places to break, which stand at other letters in another text."""
    return text.replace(_BREAK, "")


def plainer(text: str) -> str:
    """Return the text with all but plain Latin letters spelled out, for marks that fit no letter of a font together."""
    return text if text.isascii() else _spelled(text, _LATIN)  # a document has millions of short lines


@lru_cache(1)
def printed() -> frozenset[str]:
    """Return every character that the fonts have."""
    found: set[str] = {"\n"}
    for span in _CHARACTERS.read_text("ascii").split():
        first, _, last = span.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


def _spelled(text: str, known: frozenset[str]) -> str:
    # Megabytes have few different characters.
    unknown = {ord(character): f"[U+{ord(character):04X}]" for character in set(text) - known}
    return text.translate(unknown)
