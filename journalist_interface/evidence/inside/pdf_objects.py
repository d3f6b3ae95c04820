"""Findings in a PDF that are on none of its pages: programs that it starts, folders, and notes on pictures.

No parser of the format: its text is taken as it stands, and that of packed objects after it was unpacked, so that what
is found is a hint. A program like poppler tells none of it.
"""

import mmap
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.limits import MIB
from journalist_interface.evidence.inside.pdf_actions import PdfActions
from journalist_interface.evidence.inside.pdf_words import (
    BLANK,
    dictionary_around,
    plain_names,
    string_at,
    strings,
)
from journalist_interface.evidence.inside.tells import PLACE_OF_A_PERSON

# A string or a comment may say so too: what would be skipped by that is looked at for objects.
_STREAM: Final = re.compile(rb"\bstream\b[^\r\n]{0,80}(?:\r\n|\n|\r)")
_END: Final = b"endstream"
_MOST_STREAMS: Final = 20_000
_MOST_BYTES: Final = 16 * MIB
_MOST_PACKET: Final = MIB
_GLANCE: Final = 512
_COUNTED: Final = re.compile(r"/N[\0\s]+[0-9]")
_OTHERWISE_PACKED: Final = re.compile(
    r"/(?:DecodeParms|DP|LZW|LZWDecode|A85|ASCII85Decode|AHx|ASCIIHexDecode|RL|RunLengthDecode|Crypt)\b"
)
_OBJECT: Final = re.compile(rb"\b[0-9]{1,9}[\0\s]+[0-9]{1,5}[\0\s]+obj\b")
_NUMBERED: Final = re.compile(r"\b([0-9]{1,9})[\0\s]+[0-9]{1,5}[\0\s]+obj\b")
_FIRST: Final = re.compile(r"/First[\0\s]+([0-9]{1,9})(?![0-9]|[\0\s]+[0-9]+[\0\s]+R)")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_LOCKED: Final = re.compile(r"/Encrypt\b")
_PACKET: Final = re.compile(rb"<\?xpacket\b|<x:xmpmeta\b|<rdf:RDF\b")
_VALUE: Final = re.compile(
    r"/V(?:[\0\s]*(?=\(|<(?!<))|[\0\s]+([0-9]{1,9})[\0\s]+[0-9]{1,5}[\0\s]+R\b)(?![A-Za-z])"
)
_MOST_VALUES: Final = 2_000
_FIELD_NAME: Final = re.compile(r"/T[\0\s]*(?=\(|<(?!<))")
_TITLE: Final = re.compile(r"/Title[\0\s]*(?=\(|<(?!<))")
_PARENT: Final = re.compile(r"/Parent\b")
_MOST_BOOKMARKS: Final = 20
_MOST_VERSIONS: Final = 4
_FAR: Final = 8_000
_ELSEWHERE: Final = re.compile(r"\\\\[\w.-]+\\\w|//[\w.-]+/\w")
_FOLDER: Final = re.compile(PLACE_OF_A_PERSON)
_WEB: Final = re.compile(r"https?:|ftp:|mailto:")


class PdfObjects:
    """The objects of one PDF. `is_whole` says whether all of them were read."""

    def __init__(self, path: Path) -> None:
        self.packets: list[bytes] = []
        self.is_whole = True
        self._is_locked = False
        self._texts: list[str] = []
        self._places: dict[int, list[tuple[str, int]]] = {}
        self._room = _MOST_BYTES
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            self._read(data)

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield what the objects tell."""
        actions = PdfActions(self._texts, self._numbered)
        yield from actions.facts()
        self.is_whole = self.is_whole and actions.are_whole
        for text in self._texts:
            for string in strings(text):
                if _ELSEWHERE.match(string):
                    yield "remote_content", string
                if _FOLDER.search(string) and not _WEB.match(string):
                    yield "author", string

    def values(self) -> Iterator[tuple[str, str]]:
        """Yield names and texts of the fields of its form; those of an encrypted one cannot be read."""
        found = ((text, value) for text in self._texts for value in _VALUE.finditer(text))
        for text, value in islice(found, 0 if self._is_locked else _MOST_VALUES):
            field = dictionary_around(text, value.start())
            named = _FIELD_NAME.search(field)
            name = "" if named is None else string_at(field, named.end())
            if value[1] is None:
                yield name, string_at(text, value.end())
            else:
                texts = (string_at(written.lstrip(BLANK), 0) for written in self._numbered(int(value[1])))
                yield from ((name, written) for written in texts)
        self.is_whole = self.is_whole and next(found, None) is None

    def bookmarks(self) -> Iterator[str]:
        """Yield the first titles of its bookmarks: who puts several files into one often gets their names there."""
        found = ((text, title.end()) for text in self._texts for title in _TITLE.finditer(text))
        for text, place in islice(found, 0 if self._is_locked else _MOST_BOOKMARKS):
            if _PARENT.search(dictionary_around(text, place)):
                yield string_at(text, place)

    def _numbered(self, number: int) -> Iterator[str]:
        """Yield the beginning of an object of this number, of which others may be there: a reader takes one of them."""
        found = self._places.get(number, [])
        self.is_whole = self.is_whole and len(found) <= _MOST_VERSIONS
        for text, place in found[:_MOST_VERSIONS]:
            yield plain_names(text[place : place + _FAR])

    def _read(self, data: mmap.mmap) -> None:
        place = 0
        for number, found in enumerate(_STREAM.finditer(data)):
            if found.start() < place:
                continue  # within another stream
            end = data.find(_END, found.end())
            if number >= _MOST_STREAMS or end < 0:
                self.is_whole = False
                return
            words = self._add(data[place : min(found.start(), place + _MOST_BYTES)], _places)
            self._read_stream(words, data[found.end() : min(end, found.end() + _MOST_BYTES)])
            place = end
        self._add(data[place : place + _MOST_BYTES], _places)

    def _read_stream(self, before: str, stream: bytes) -> None:
        """Read a stream with the objects before it, the last of which is its dictionary."""
        if _OBJECT.search(stream):
            self.is_whole = False  # a file of its own, or objects behind a comment that says "stream"
        is_packed = _has_objects(before)
        content, is_all = _content(stream, is_wanted=is_packed)
        if is_packed:
            first = [None, *_FIRST.finditer(before)][-1]
            self._add(content, lambda words: _packed_places(words, first))
            self.is_whole = self.is_whole and is_all and not _OTHERWISE_PACKED.search(before)
        elif _PACKET.search(content[:_GLANCE]):
            self.packets.append(content)

    def _add(self, objects: bytes, places: Callable[[str], Iterable[tuple[int, int]]]) -> str:
        """Note the text of some objects, as far as there is room for it, and return it."""
        words = objects[: self._room].decode("latin-1")
        self._room -= len(words)
        for number, place in places(words):
            self._places.setdefault(number, []).append((words, place))
        plain = plain_names(words)
        self._texts.append(plain)
        self._is_locked = self._is_locked or _LOCKED.search(plain) is not None
        if self._room == 0 or self._is_locked:
            self.is_whole = False
        return plain


def _has_objects(before: str) -> bool:
    """Return whether a stream holds objects: readers ask for their number and the first, and not for a name."""
    return "/ObjStm" in before or ("/First" in before and _COUNTED.search(before) is not None)


def _places(words: str) -> Iterator[tuple[int, int]]:
    for found in _NUMBERED.finditer(words):
        yield int(found[1]), found.end()


def _packed_places(words: str, first: re.Match[str] | None) -> Iterator[tuple[int, int]]:
    """Yield numbers and places of packed objects, of which there is a list before the first (ISO 32000-1, 7.5.7)."""
    if first is None:
        return
    begun = int(first[1])
    listed = _NUMBER.findall(words[:begun])
    for number, offset in zip(listed[::2], listed[1::2], strict=False):
        yield int(number), begun + int(offset)


def _content(stream: bytes, *, is_wanted: bool) -> tuple[bytes, bool]:
    """Return a stream, unpacked, or the beginning of one that is not wanted, and whether that is all of it."""
    glance, _ = _unpacked(stream[:_GLANCE], _GLANCE)
    most = _MOST_PACKET if is_wanted or _PACKET.search(glance) else _GLANCE
    return _unpacked(stream, most)


def _unpacked(stream: bytes, most: int) -> tuple[bytes, bool]:
    unpacker = zlib.decompressobj()
    try:
        return unpacker.decompress(stream, most), unpacker.eof
    except zlib.error:
        return stream[:most], len(stream) <= most
