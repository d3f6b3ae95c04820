"""Searching decrypted text that is in memory: every word of the search must occur in the case, whatever its case.

What is searched for goes into no address, no log and no file.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from journalist_interface.passages import Passage

MOST_WORDS: Final = 20
MOST_PLACES: Final = 3
_AROUND: Final = 60  # characters on either side of what was found


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt; `found` says that it is what was searched for."""

    text: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found, with the text around it."""

    where: str
    excerpt: tuple[Piece, ...]


def words_of(search: str) -> tuple[str, ...]:
    """The words to look for."""
    return tuple(dict.fromkeys(folded(search).split()))[:MOST_WORDS]


def folded(text: str) -> str:
    """As it is compared: compatibility forms and capital letters make no difference."""
    return unicodedata.normalize("NFKC", text).casefold()


def found_in(passages: Iterable[Passage], words: tuple[str, ...]) -> tuple[Place, ...]:
    """The places with the most words, at most `MOST_PLACES`; none unless every word occurs somewhere."""
    if not words:
        return ()
    missing = set(words)
    hits: list[tuple[int, Passage]] = []
    for passage in passages:
        text = folded(passage.text)
        here = {word for word in words if word in text}
        if here:
            hits.append((len(here), passage))
            missing -= here
    if missing:
        return ()
    hits.sort(key=lambda one: -one[0])
    return tuple(Place(one.where, excerpt(one.text, words)) for _count, one in hits[:MOST_PLACES])


def excerpt(text: str, words: tuple[str, ...]) -> tuple[Piece, ...]:
    """The text around the first word that is found, on one line, with every word in it marked."""
    line = " ".join(text.split())
    small, origin = _mapped(line)
    first = min((at for word in words if (at := small.find(word)) >= 0), default=0)
    start = max(0, origin[first] - _AROUND)
    end = min(len(line), origin[first] + 2 * _AROUND)
    pieces = list(_marked(line, start, end, _spans(small, origin, words)))
    before = [Piece("…")] if start else []
    after = [Piece("…")] if end < len(line) else []
    return (*before, *pieces, *after)


def _mapped(text: str) -> tuple[str, list[int]]:
    """The folded text, and the place in the text that each of its characters comes from; one more for the end."""
    small: list[str] = []
    origin: list[int] = []
    for at, letter in enumerate(text):
        as_compared = folded(letter)
        small.append(as_compared)
        origin += [at] * len(as_compared)
    return "".join(small), [*origin, len(text)]


def _spans(small: str, origin: list[int], words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where words stand in the text, in order, overlapping ones joined."""
    found = sorted(span for word in words for span in _occurrences(small, origin, word))
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _occurrences(small: str, origin: list[int], word: str) -> Iterator[tuple[int, int]]:
    at = small.find(word)
    while at >= 0:
        yield origin[at], origin[at + len(word) - 1] + 1
        at = small.find(word, at + len(word))


def _marked(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        if first > at:
            yield Piece(text[at:first])
        yield Piece(text[max(first, at) : min(last, end)], found=True)
        at = min(last, end)
    if at < end:
        yield Piece(text[at:end])
