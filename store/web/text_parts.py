"""Texts of strangers in parts that fit on a page, weighed without writing them out.

Weights are bytes of HTML, never less than a template prints: a hidden character is spelled out, and quotes are escaped.
"""

from collections.abc import Iterator
from typing import Final

SPELLED: Final = 10
"""Characters of a hidden one as it is spelled, as in [U+10FFFF], and more than any letter has in UTF-8."""
_NEAR_THE_END: Final = 400  # characters of a part in which it may be cut at a space
_ESCAPED: Final = 5  # as in &#34;
_TO_ESCAPE: Final = b"&<>\"'"
_CONTROLS: Final = bytes({*range(32), 127} - {9, 10})


def text_weight(text: str) -> int:
    """Return the most bytes that a text takes on a page."""
    plain = text.encode("ascii", "ignore")
    escaped = len(plain) - len(plain.translate(None, _TO_ESCAPE))
    controls = len(plain) - len(plain.translate(None, _CONTROLS))
    return (
        len(plain) + (_ESCAPED - 1) * escaped + (SPELLED - 1) * controls + SPELLED * (len(text) - len(plain))
    )


def text_parts(text: str, most: int, *, characters: int | None = None) -> Iterator[str]:
    """Yield the text in parts of at most this weight and so many characters, cut at a space where there is one."""
    longest = most if characters is None else characters
    start = 0
    while len(text) - start > longest or text_weight(text[start:]) > most:
        part = text[start : start + longest]
        while (weight := text_weight(part)) > most:
            part = part[: min(len(part) - 1, len(part) * most // weight)]
        near = max(0, len(part) - _NEAR_THE_END)
        part = part[: max(part.rfind("\n", near), part.rfind(" ", near)) + 1] or part
        yield part
        start += len(part)
    yield text[start:]
