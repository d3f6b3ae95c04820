"""Searching decrypted text in memory: every word of the search must occur in the case; letter case is ignored.

The search goes into no address, no log and no file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from journalist_interface.cache.sealed_summaries import CaseSummary
from journalist_interface.presenters.alias import alias
from journalist_interface.presenters.case_words import QUESTIONS
from journalist_interface.presenters.history import PAPERS
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.case_texts import CaseText, TextPlace, texts_of
from store.domain.event import Paper
from store.domain.register_number import register_number
from store.web.folded_text import PIECE, PIECE_LENGTH, fold_piece, folded, folded_pieces

MOST_WORDS: Final = 20
MOST_PLACES: Final = 3
_AROUND: Final = 60  # characters on either side of the match
_PLACES: Final = {
    TextPlace.LABEL: lazy_gettext("Label"),
    TextPlace.MESSAGE: lazy_gettext("Message %(number)s, from the reporter"),
    TextPlace.REPLY: lazy_gettext("Message %(number)s, from the office"),
    TextPlace.FILE_NAME: lazy_gettext("File name"),
    TextPlace.EVENT: lazy_gettext("History, number %(number)s"),
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and its place."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class ExcerptPart:
    """A part of an excerpt; `found` marks what was searched for."""

    text: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place with a match, and the part of its text around it.

    `near` is a position in that part, at most a piece before the first word there.
    """

    where: str
    text: str = field(repr=False)
    near: int

    def excerpt(self, words: tuple[str, ...]) -> tuple[ExcerptPart, ...]:
        """Return the text around the first word."""
        return excerpt(self.text, words, self.near)


def holds(summary: CaseSummary, case: str, private: Iterable[str], words: tuple[str, ...]) -> bool:
    """Return whether every word occurs in a case, as far as its summary tells: without a text it may."""
    if summary.text is None:
        return True
    own = (register_number(case), alias(case), *private)
    text = "\n".join((summary.text, *(folded(each) for each in own)))
    return bool(words) and all(word in text for word in words)


def passages(file: CaseFile) -> Iterator[Passage]:
    """Yield all readable texts of a case, its number and alias first; the caller holds its lock."""
    yield Passage(_("Number"), register_number(file.case))
    yield Passage(_("Alias"), alias(file.case))
    for found in texts_of(file):
        yield Passage(_words_of_place(found), found.text)


def of_labels(private: Iterable[str]) -> Iterator[Passage]:
    """Yield the labels that this person alone sees on a case."""
    return (Passage(_("Label for you alone"), label) for label in private)


def _words_of_place(found: CaseText) -> str:
    if found.place is TextPlace.ANSWER:
        return _("Report: %(question)s", question=QUESTIONS[found.name])
    if found.place is TextPlace.PAPER:
        return str(PAPERS[Paper(found.name)])
    return str(_PLACES[found.place]) % {"number": found.number}


def words_of(search: str) -> tuple[str, ...]:
    """Return the words to look for."""
    return tuple(dict.fromkeys(folded(search).split()))[:MOST_WORDS]


def found_in(passages: Iterable[Passage], words: tuple[str, ...]) -> tuple[FoundPlace, ...]:
    """Return the places with the most words, at most `MOST_PLACES`; none unless every word occurs somewhere."""
    if not words:
        return ()
    missing = set(words)
    hits: list[tuple[int, FoundPlace]] = []
    for passage in passages:
        pieces = folded_pieces(passage.text)
        small = "".join(pieces)
        here = {word: at for word in words if (at := small.find(word)) >= 0}
        if here:
            near = _begins(passage.text, pieces, min(here.values()))
            # Not the whole text: many results of long texts would fill the memory.
            start = max(0, near - _AROUND - 1)
            part = passage.text[start : _reach(words, near) + 1]
            hits.append((len(here), FoundPlace(passage.where, part, near - start)))
            missing -= here.keys()
    if missing:
        return ()
    hits.sort(key=lambda hit: -hit[0])
    return tuple(place for _count, place in hits[:MOST_PLACES])


def excerpt(text: str, words: tuple[str, ...], near: int = 0) -> tuple[ExcerptPart, ...]:
    """Return the text around the first word from `near` on, on one line, with every word in it marked."""
    begin = max(0, near - _AROUND)
    reach = _reach(words, near)
    line = " ".join(text[begin:reach].split())
    small, origin = _mapped(line)
    first = min((at for word in words if (at := small.find(word)) >= 0), default=0)
    start = max(0, origin[first] - _AROUND)
    end = min(len(line), origin[first] + 2 * _AROUND)
    pieces = list(_marked(line, start, end, _spans(small, origin, words)))
    before = [ExcerptPart("…")] if begin or start else []
    after = [ExcerptPart("…")] if reach < len(text) or end < len(line) else []
    return (*before, *pieces, *after)


def _reach(words: tuple[str, ...], near: int) -> int:
    """Return how far into the text the words around the first one reach at most."""
    return near + PIECE_LENGTH + max(map(len, words), default=0) + 2 * _AROUND


def _begins(text: str, pieces: list[str], at: int) -> int:
    """Return where the piece with the folded character `at` begins in the text; for ASCII, the character's position."""
    if text.isascii():
        return at
    for piece, small in zip(PIECE.finditer(text), pieces, strict=True):
        if at < len(small):
            return piece.start()
        at -= len(small)
    return len(text)


def _mapped(text: str) -> tuple[str, list[int]]:
    """Return the folded text and the position in the text of each of its characters, with one more for the end."""
    small: list[str] = []
    origin: list[int] = []
    for at, letter in enumerate(text):
        as_compared = fold_piece(letter)
        small.append(as_compared)
        origin += [at] * len(as_compared)
    return "".join(small), [*origin, len(text)]


def _spans(small: str, origin: list[int], words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where words are in the text, in order, joining overlapping ones."""
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


def _marked(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[ExcerptPart]:
    at = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        if first > at:
            yield ExcerptPart(text[at:first])
        yield ExcerptPart(text[max(first, at) : min(last, end)], found=True)
        at = min(last, end)
    if at < end:
        yield ExcerptPart(text[at:end])
