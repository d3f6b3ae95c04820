"""A conversation in pages that all fit into the one size of a mailbox's page (`response_padding`).

Long texts are cut into parts, at a space where there is one. The first page holds the newest entries; within a page the
older stands above the newer. Weights are bytes of HTML, never less than the template prints, so that no entry makes a
page larger than the others. Texts are weighed as they were sent: only those of the page that is shown are written out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from markupsafe import escape

from source_interface.conversation.conversation_line import ConversationLine
from source_interface.presenters.questions import CHOOSING, QUESTIONS
from store.domain.envelope import Report
from store.domain.reply import ReplyAttachment
from store.web.text_parts import text_parts, text_weight
from store.web.visible import sanitize_line

PAGE_WEIGHT: Final = 34 * 1024
PIECE_WEIGHT: Final = 20 * 1024
PART_CHARACTERS: Final = 3_200
PART_WEIGHT: Final = 16_000
_MARKUP: Final = 400
_WITHDRAWING: Final = 1_500


@dataclass(frozen=True, slots=True)
class Block:
    """A text as it was sent, under the question that it answers if there is one; or a file of the office."""

    text: str = ""
    label: str = ""
    file: ReplyAttachment | None = None

    @property
    def weight(self) -> int:
        """The weight in bytes of the page."""
        name = sanitize_line(self.file.name) if self.file is not None else ""
        return _MARKUP + text_weight(self.text) + _weight(self.label) + _weight(name)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an entry that is shown together: all of a short one, or a share of a long one."""

    line: ConversationLine
    blocks: tuple[Block, ...]
    part: int
    parts: int

    @property
    def weight(self) -> int:
        """The weight in bytes of the page."""
        file = self.line.own_file
        name = _MARKUP + _WITHDRAWING + _weight(sanitize_line(file.name)) if file is not None else 0
        if self.line.notice is not None and self.line.notice.kind == "consent":
            name = _MARKUP + _weight(sanitize_line(self.line.notice.referred))
        return _MARKUP + name + sum(block.weight for block in self.blocks)


P = TypeVar("P", Block, Piece)


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` of `count`; 1 holds the newest."""

    pieces: tuple[Piece, ...]
    number: int
    count: int


class ConversationPages:
    """All pages of a conversation."""

    def __init__(self, lines: Iterable[ConversationLine]) -> None:
        pieces = [piece for line in lines for piece in pieces_of(line)]
        self._pages = _grouped(reversed(pieces), PAGE_WEIGHT)

    def page(self, number: int) -> Page:
        """Return the page with this number, or the nearest one."""
        number = min(max(number, 1), len(self._pages))
        return Page(tuple(reversed(self._pages[number - 1])), number, len(self._pages))

    def holding(self, line: ConversationLine | None) -> int:
        """Return the number of the page on which this entry begins."""
        for number, pieces in enumerate(self._pages, 1):
            if any(piece.line is line and piece.part == 1 for piece in pieces):
                return number
        return 1


def pieces_of(line: ConversationLine) -> list[Piece]:
    """Return an entry in as many parts as its length needs."""
    groups = _grouped(_blocks_of(line), PIECE_WEIGHT)
    return [Piece(line, tuple(blocks), part, len(groups)) for part, blocks in enumerate(groups, 1)]


def _grouped(parts: Iterable[P], most: int) -> list[list[P]]:
    """Return the parts in groups of at most this weight, or of a single part that is heavier."""
    groups: list[list[P]] = [[]]
    weight = 0
    for part in parts:
        weighs = part.weight
        if weight and weight + weighs > most:
            groups.append([])
            weight = 0
        groups[-1].append(part)
        weight += weighs
    return groups


def _parts_of(text: str) -> Iterator[str]:
    return text_parts(text, PART_WEIGHT, characters=PART_CHARACTERS)


def _weight(text: str) -> int:
    return len(escape(text).encode("utf-8", "replace"))


def _blocks_of(line: ConversationLine) -> Iterator[Block]:
    if line.report is not None:
        yield from _answers(line.report)
    elif line.text:
        yield from map(Block, _parts_of(line.text))
    yield from (Block(file=file) for file in line.files)


def _answers(report: Report) -> Iterator[Block]:
    for question in QUESTIONS:
        answer = getattr(report, question.field)
        if answer:
            yield from (Block(part, str(question.text)) for part in _parts_of(answer))
    for asked in CHOOSING:
        chosen = asked.answer(getattr(report, asked.field))
        if chosen:
            yield Block(chosen, str(asked.text))
