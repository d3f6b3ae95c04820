"""Findings in a PDF that are on none of its pages: programs that it starts, folders, and notes on pictures.

No parser of the format: its text is taken as it stands, and that of packed objects after it was unpacked, so that what
is found is a hint. A program like poppler tells none of it.
"""

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.limits import MIB
from journalist_interface.evidence.inside.tells import PLACE_OF_A_PERSON

_STREAM: Final = re.compile(rb"\bstream\r?\n")
_END: Final = b"endstream"
_MOST_STREAMS: Final = 20_000
_MOST_BYTES: Final = 16 * MIB
_MOST_PACKET: Final = MIB
_GLANCE: Final = 512
_PACKED_OBJECTS: Final = re.compile(r"/ObjStm\b")
_LOCKED: Final = re.compile(r"/Encrypt\b")
_PACKET: Final = re.compile(rb"<\?xpacket\b|<x:xmpmeta\b|<rdf:RDF\b")
_ESCAPED: Final = re.compile(r"\\(?:\r?\n|([0-7]{1,3})|(.))", re.DOTALL)
_HEX: Final = re.compile(r"<([0-9A-Fa-f\s]{16,4000})>")
_STRING: Final = re.compile(r"\(((?:[^()\\]|\\.){1,1000})\)", re.DOTALL)
_LAUNCH: Final = re.compile(r"/S\s*/Launch\b")
_ELSEWHERE: Final = re.compile(r"\\\\[\w.-]+\\\w")
_FOLDER: Final = re.compile(PLACE_OF_A_PERSON)
_WEB: Final = re.compile(r"https?:|ftp:|mailto:")


class PdfObjects:
    """The objects of one PDF. `is_whole` says whether all of them were read."""

    def __init__(self, path: Path) -> None:
        self.packets: list[bytes] = []
        self.is_whole = True
        self._texts: list[str] = []
        self._room = _MOST_BYTES
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            self._read(data)

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield what the objects tell."""
        for text in self._texts:
            if _LAUNCH.search(text):
                yield "macro", ""
            for string in _strings(text):
                if _ELSEWHERE.match(string):
                    yield "remote_content", string
                if _FOLDER.search(string) and not _WEB.match(string):
                    yield "author", string

    def _read(self, data: mmap.mmap) -> None:
        place = 0
        for number, found in enumerate(_STREAM.finditer(data)):
            if found.start() < place:
                continue  # within another stream
            end = data.find(_END, found.end())
            if number >= _MOST_STREAMS or end < 0:
                self.is_whole = False
                return
            words = self._add(data[place : min(found.start(), place + _MOST_BYTES)])
            is_packed = _PACKED_OBJECTS.search(words[-_GLANCE:]) is not None
            content = _content(data[found.end() : min(end, found.end() + _MOST_BYTES)], is_wanted=is_packed)
            if is_packed:
                self._add(content)
            elif _PACKET.search(content[:_GLANCE]):
                self.packets.append(content)
            place = end
        self._add(data[place : place + _MOST_BYTES])

    def _add(self, objects: bytes) -> str:
        """Note the text of some objects, as far as there is room for it, and return it."""
        words = objects[: self._room].decode("latin-1")
        self._room -= len(words)
        self._texts.append(words)
        if self._room == 0 or _LOCKED.search(words):
            self.is_whole = False
        return words


def _content(stream: bytes, *, is_wanted: bool) -> bytes:
    """Return a stream, unpacked where it is packed; of one that is not wanted and no packet, the beginning."""
    glance = _unpacked(stream[:_GLANCE], _GLANCE)
    most = _MOST_PACKET if is_wanted or _PACKET.search(glance) else _GLANCE
    return _unpacked(stream, most)


def _unpacked(stream: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, most)
    except zlib.error:
        return stream[:most]


def _strings(text: str) -> Iterator[str]:
    for found in _STRING.finditer(text):
        yield _readable(_ESCAPED.sub(_meant, found[1]))
    for found in _HEX.finditer(text):
        digits = "".join(found[1].split())
        yield _readable(bytes.fromhex(digits[: len(digits) // 2 * 2]).decode("latin-1"))


def _meant(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 8) & 0xFF) if escaped[1] else escaped[2] or ""


def _readable(string: str) -> str:
    """Return a string that may be in UTF-16 (PDF 32000-1, 7.9.2.2)."""
    if string.startswith("\xfe\xff"):
        return string.encode("latin-1", "replace")[2:].decode("utf-16-be", "replace")
    return string
