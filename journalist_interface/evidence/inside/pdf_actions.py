"""Actions of a PDF: programs, what it fetches or opens by itself, and where its form is sent (ISO 32000-1, 12.6).

A link on which a reader has to click is told by its page, and is not said here. Nor is a view with which it opens.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from journalist_interface.evidence.inside.pdf_words import (
    BLANK,
    LONGEST_VALUE,
    dictionary_around,
    string_at,
    strings,
    value_at,
)

_GAP: Final = r"(?:[\0\s]|%[^\r\n]*+[\r\n])*+"
_REFERENCE: Final = r"([0-9]{1,9})[\0\s]+[0-9]{1,5}[\0\s]+R\b"
_ENDS: Final = r"(?![^\0\s()<>\[\]{}/%])"
"""The end of a name."""
_PROGRAM: Final = re.compile(
    rf"/S{_GAP}/(?:Launch|JavaScript|ImportData){_ENDS}|/Subtype{_GAP}/(?:RichMedia|3D){_ENDS}"
)
_KIND: Final = re.compile(rf"/S{_GAP}(?:/(\w+)|([0-9]))")
_TRIGGER: Final = re.compile(rf"/(?:OpenAction|AA){_ENDS}{_GAP}(?=<<|{_REFERENCE})")
_FOLLOWED: Final = re.compile(
    rf"/(?:Next|URI|F|UF|JS|[EXDUOCKV]|Fo|Bl|P[OCVI]|W[CSP]|D[SP]){_ENDS}{_GAP}(?={_REFERENCE})"
)
_FOLLOWING_LIST: Final = re.compile(rf"/Next{_ENDS}{_GAP}\[([^\]]{{1,2000}})\]")
_ONE: Final = re.compile(_REFERENCE)
_BEGINNING: Final = re.compile(_GAP)
_SENT: Final = re.compile(rf"/S{_GAP}/SubmitForm{_ENDS}")
_FETCHING: Final = frozenset({"URI", "GoToR", "GoToE", "SubmitForm", "Thread", "Rendition"})
_ADDRESS: Final = re.compile(r"\w+:|www\.|\\\\|/")
_MOST: Final = 1_000
"""Actions that are looked at, of those by themselves and of those that send a form."""


class PdfActions:
    """The actions in these texts. `numbered` finds an object; `are_whole` says at the end whether all was found."""

    def __init__(self, texts: Iterable[str], numbered: Callable[[int], Iterable[str]]) -> None:
        self.are_whole = True
        self._texts = texts
        self._numbered = numbered
        self._values: deque[str] = deque()
        self._seen: set[int] = set()

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield what they do."""
        for text in self._texts:
            if _PROGRAM.search(text):
                yield "macro", ""
            for found in self._first(_SENT.finditer(text)):
                yield from (
                    ("form_target", address)
                    for address in self._addresses(dictionary_around(text, found.start()))
                )
            for found in self._first(_TRIGGER.finditer(text)):
                self._add(text, found.end())
        while self._values:
            yield from self._fetched(self._values.popleft())

    def _first(self, found: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
        yield from islice(found, _MOST)
        if next(found, None) is not None:
            self.are_whole = False

    def _fetched(self, action: str) -> Iterator[tuple[str, str]]:
        """Yield what an action that no one clicks on fetches, and note what comes after it."""
        kinds = _KIND.findall(action)
        if any(reference for _, reference in kinds):
            self.are_whole = False
        if any(kind in _FETCHING for kind, _ in kinds):
            yield from (("remote_content", address) for address in self._addresses(action))
        for found in _FOLLOWED.finditer(action):
            self._follow(int(found[1]))
        for listed in _FOLLOWING_LIST.finditer(action):
            for number in _ONE.findall(listed[1]):
                self._follow(int(number))

    def _add(self, text: str, place: int) -> None:
        if (reference := _ONE.match(text, place)) is not None:
            self._follow(int(reference[1]))
        elif value := value_at(text, place):
            self._values.append(value)
            self.are_whole = self.are_whole and len(value) < LONGEST_VALUE
        elif not text[place : place + 1].strip(BLANK):
            self.are_whole = False  # it begins too far away

    def _follow(self, number: int) -> None:
        if number in self._seen:
            return
        self._seen.add(number)
        found = list(self._numbered(number)) if len(self._seen) <= _MOST else []
        if not found:
            self.are_whole = False
        for text in found:
            begun = _BEGINNING.match(text)
            self._add(text, begun.end() if begun is not None else 0)

    def _addresses(self, action: str) -> Iterator[str]:
        """Yield the addresses in an action, or nothing where it names none that can be read."""
        found = list(strings(action))
        for reference in _FOLLOWED.finditer(action):
            for text in self._numbered(int(reference[1])):
                place = len(text) - len(text.lstrip(BLANK))
                found += filter(None, (string_at(text, place), *strings(value_at(text, place))))
        yield from [string for string in found if _ADDRESS.match(string)] or found or [""]
