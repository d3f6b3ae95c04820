"""Texts cut into passages, each with a name by which a person leaves it out of a version for outside."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from journalist_interface.dossier.printable import printable, unbroken

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


@dataclass(slots=True)
class Passages:
    """The passages of a document as it is composed. What is `left_out` is replaced by None."""

    left_out: frozenset[str] = frozenset()
    found: list[DocumentPassage] = field(default_factory=list)

    def paragraphs(self, name: str, place: str, text: str) -> list[str | None]:
        """Return the paragraphs of a text."""
        shown = printable(text).split("\n")
        return [
            self._kept(DocumentPassage(f"{name}.{number}", place, paragraph))
            for number, paragraph in enumerate(line for line in shown if line.strip())
        ]

    def words(self, name: str, place: str, said: Words) -> Words | None:
        """Return what our words and a person's choices say together, in both languages."""
        shown = " / ".join(dict.fromkeys(printable(one) for one in said))
        return None if self._kept(DocumentPassage(name, place, shown)) is None else said

    def file(self, name: str, place: str, file_name: str) -> str | None:
        """Return the name of a file; a file that is left out loses its sum and size too."""
        return self._kept(DocumentPassage(name, place, self.shown_file(file_name)))

    def is_left_out(self, name: str) -> bool:
        """Return whether the passage or file of this name is left out."""
        return name in self.left_out

    @staticmethod
    def shown_file(file_name: str) -> str:
        """Return the name of a file as it is printed."""
        return printable(file_name, one_line=True)

    def still_there(self) -> list[DocumentPassage]:
        """Return the passages that were kept although one that was left out stands in them, word for word."""
        gone = [_folded(passage.text) for passage in self.found if passage.name in self.left_out]
        kept = (passage for passage in self.found if passage.name not in self.left_out)
        return [passage for passage in kept if _has_one_of(gone, _folded(passage.text))]

    def _kept(self, passage: DocumentPassage) -> str | None:
        self.found.append(passage)
        return None if passage.name in self.left_out else passage.text


def _folded(text: str) -> str:
    return " ".join(unbroken(text).casefold().split())


def _has_one_of(gone: Iterable[str], text: str) -> bool:
    return any(text == part or (len(part) >= _SHORTEST_SEARCHED and part in text) for part in gone)
