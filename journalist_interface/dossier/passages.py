"""Texts cut into passages, each with a name by which a person leaves it out of a version for outside."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, overload

from journalist_interface.dossier.printable import printable, unbroken
from store.web.visible import sanitize_line

Words = tuple[str, str]
"""The same in Indonesian and in English."""
_SHORTEST_SEARCHED: Final = 8
"""Shorter texts, such as a yes, stand in others by chance."""


@dataclass(frozen=True, slots=True)
class DocumentPassage:
    """A paragraph or a file: its name, the place where it stands in words, and what it says."""

    name: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class _CutText:
    """A text of the document in its passages, which are numbered unless it is always one."""

    name: str
    place: str
    passages: Sequence[str]
    numbered: bool

    def passage(self, number: int) -> DocumentPassage:
        name = f"{self.name}.{number}" if self.numbered else self.name
        return DocumentPassage(name, self.place, self.passages[number])


class FoundPassages(Sequence[DocumentPassage]):
    """The passages of a document in order, each made as it is looked at: one officer can write millions of lines."""

    def __init__(self) -> None:
        self._texts: list[_CutText] = []
        self._begins: list[int] = []
        self._count = 0

    def add(self, name: str, place: str, passages: Sequence[str], *, numbered: bool) -> None:
        """Add a text."""
        if passages:
            self._texts.append(_CutText(name, place, passages, numbered))
            self._begins.append(self._count)
            self._count += len(passages)

    def texts(self) -> Iterator[str]:
        """Yield what each passage says."""
        for text in self._texts:
            yield from text.passages

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[DocumentPassage]:
        for text in self._texts:
            yield from map(text.passage, range(len(text.passages)))

    @overload
    def __getitem__(self, place: int) -> DocumentPassage: ...

    @overload
    def __getitem__(self, place: slice) -> list[DocumentPassage]: ...

    def __getitem__(self, place: int | slice) -> DocumentPassage | list[DocumentPassage]:
        if isinstance(place, slice):
            return [self._at(at) for at in range(self._count)[place]]
        return self._at(range(self._count)[place])

    def _at(self, place: int) -> DocumentPassage:
        found = bisect_right(self._begins, place) - 1
        return self._texts[found].passage(place - self._begins[found])


@dataclass(slots=True)
class Passages:
    """The passages of a document as it is composed. What is `left_out` is replaced by None."""

    left_out: frozenset[str] = frozenset()
    found: FoundPassages = field(default_factory=FoundPassages)
    _left_out_of: dict[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._left_out_of = defaultdict(set)
        for name in self.left_out:
            self._left_out_of[name.rpartition(".")[0]].add(name)

    def paragraphs(self, name: str, place: str, text: str) -> list[str | None]:
        """Return the paragraphs of a text."""
        shown = [line for line in printable(text).split("\n") if line.strip()]
        self.found.add(name, place, shown, numbered=True)
        gone = self._left_out_of.get(name)
        if gone is None:
            return [*shown]
        return [None if f"{name}.{number}" in gone else line for number, line in enumerate(shown)]

    def words(self, name: str, place: str, said: Words) -> Words | None:
        """Return what our words and a person's choices say together, in both languages."""
        shown = " / ".join(dict.fromkeys(printable(one) for one in said))
        return None if self._kept(name, place, shown) is None else said

    def file(self, name: str, place: str, file_name: str) -> str | None:
        """Return the name of a file; a file that is left out loses its sum and size too."""
        return self._kept(name, place, self.shown_file(file_name))

    def is_left_out(self, name: str) -> bool:
        """Return whether the passage or file of this name is left out."""
        return name in self.left_out

    @staticmethod
    def shown_file(file_name: str) -> str:
        """Return the name of a file as it is printed: one that no file system would take is cut in its middle.

        A hundred whole names of one message can be longer than a volume, which ends between two entries.
        """
        return printable(sanitize_line(file_name), one_line=True)

    def still_there(self) -> list[DocumentPassage]:
        """Return the passages that were kept although one that was left out stands in them, word for word."""
        if not self.left_out:
            return []
        gone = [_folded(passage.text) for passage in self.found if passage.name in self.left_out]
        kept = (passage for passage in self.found if passage.name not in self.left_out)
        return [passage for passage in kept if _has_one_of(gone, _folded(passage.text))]

    def _kept(self, name: str, place: str, text: str) -> str | None:
        self.found.add(name, place, (text,), numbered=False)
        return None if name in self.left_out else text


def _folded(text: str) -> str:
    return " ".join(unbroken(text).casefold().split())


def _has_one_of(gone: Iterable[str], text: str) -> bool:
    return any(text == part or (len(part) >= _SHORTEST_SEARCHED and part in text) for part in gone)
