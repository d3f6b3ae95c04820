"""Searching decrypted text in memory: every word of the search must occur in the case; letter case is ignored.

The search goes into no address, no log and no file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _

from journalist_interface.presenters.alias import alias
from journalist_interface.presenters.case_words import answers
from journalist_interface.presenters.history import PAPERS
from journalist_interface.verification.case_file import CaseFile, Entry, FromOffice, FromReporter
from store.domain.event import EventKind, Paper
from store.domain.register_number import register_number
from store.web.folded_text import PIECE, PIECE_LENGTH, fold_piece, folded, folded_pieces

MOST_WORDS: Final = 20
MOST_PLACES: Final = 3
_AROUND: Final = 60  # characters on either side of the match


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
    """A place with a match: `near` is a position in the text, at most a piece before the first word there."""

    where: str
    text: str = field(repr=False)
    near: int

    def excerpt(self, words: tuple[str, ...]) -> tuple[ExcerptPart, ...]:
        """Return the text around the first word."""
        return excerpt(self.text, words, self.near)


def passages(file: CaseFile) -> Iterator[Passage]:
    """Yield all readable texts of a case, its number and alias first; the caller holds its lock."""
    yield Passage(_("Number"), register_number(file.case))
    yield Passage(_("Alias"), alias(file.case))
    for label in file.chain.labels:
        yield Passage(_("Label"), label)
    if file.report is not None:
        for question, answer in answers(file.report):
            yield Passage(_("Report: %(question)s", question=question), answer)
    for number, entry in sorted(file.entries.items()):
        yield from _of_entry(number, entry)
    for event in file.events:
        if event.content is not None:
            where = (
                str(PAPERS[event.event.paper or Paper.NOTE])
                if event.event.action is EventKind.PAPER
                else _("History, number %(number)s", number=event.sequence)
            )
            yield Passage(where, event.content.text)
            yield from (Passage(_file_name(), attachment.name) for attachment in event.content.attachments)


def of_labels(private: Iterable[str]) -> Iterator[Passage]:
    """Yield the labels that this person alone sees on a case."""
    return (Passage(_("Label for you alone"), label) for label in private)


def _of_entry(number: int, entry: Entry) -> Iterator[Passage]:
    if isinstance(entry, FromReporter):
        if entry.envelope.text:
            yield Passage(_("Message %(number)s, from the reporter", number=number), entry.envelope.text)
        if entry.envelope.attachment is not None:
            yield Passage(_file_name(), entry.envelope.attachment.name)
    elif isinstance(entry, FromOffice):
        yield Passage(_("Message %(number)s, from the office", number=number), entry.reply.text)
        yield from (Passage(_file_name(), file.name) for file in entry.reply.attachments)


def _file_name() -> str:
    return _("File name")


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
            hits.append((len(here), FoundPlace(passage.where, passage.text, near)))
            missing -= here.keys()
    if missing:
        return ()
    hits.sort(key=lambda hit: -hit[0])
    return tuple(place for _count, place in hits[:MOST_PLACES])


def excerpt(text: str, words: tuple[str, ...], near: int = 0) -> tuple[ExcerptPart, ...]:
    """Return the text around the first word from `near` on, on one line, with every word in it marked."""
    begin = max(0, near - _AROUND)
    reach = near + PIECE_LENGTH + max(map(len, words), default=0) + 2 * _AROUND
    line = " ".join(text[begin:reach].split())
    small, origin = _mapped(line)
    first = min((at for word in words if (at := small.find(word)) >= 0), default=0)
    start = max(0, origin[first] - _AROUND)
    end = min(len(line), origin[first] + 2 * _AROUND)
    pieces = list(_marked(line, start, end, _spans(small, origin, words)))
    before = [ExcerptPart("…")] if begin or start else []
    after = [ExcerptPart("…")] if reach < len(text) or end < len(line) else []
    return (*before, *pieces, *after)


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
