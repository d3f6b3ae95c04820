"""The search in PDF and in office files: their fields, and whether something that may tell was out of reach."""

import re
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from source_interface.metadata.fields import metadata_in_fields
from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.tiff import metadata_in_exif
from source_interface.metadata.window_search import WindowSearch

_INFLATED: Final = 64 * 1024
_MOST_ENTRIES: Final = 4  # of one name: thousands of small bombs would cost seconds
_PROPERTIES: Final = (b"docProps/core.xml", b"docProps/app.xml", b"meta.xml")
_LOCAL_HEADER: Final = 30
_DEFLATED, _STORED = 8, 0

# Packed objects, encrypted texts, and packed XMP.
_HIDING: Final = re.compile(
    rb"/ObjStm|/Encrypt|/Type\s*/Metadata[^>]{0,300}/Filter|/Filter[^>]{0,300}/Type\s*/Metadata"
)

_LIST_END: Final = b"PK\5\6"
_LIST_END_BYTES: Final = 22
_LIST_ENTRY: Final = b"PK\1\2"
_LIST_ENTRY_BYTES: Final = 46
_OFFICE: Final = frozenset((b"[Content_Types].xml", b"content.xml"))
# Pictures keep what their cameras wrote, and comments name who wrote them. A thumbnail is made by the program.
_NOT_SEARCHED: Final = re.compile(
    rb"(?<!/thumbnail)\.(?:jpe?g|png|tiff?|hei[cf]|webp|avif|gif|mp4|mov|m4a)\Z|comment|people|persons/|custom\.xml|printerSettings",
    re.IGNORECASE,
)


class PdfSearch(WindowSearch):
    """A search in a PDF: complete if both windows have all of it, and nothing in it is packed or encrypted."""

    def __init__(self) -> None:
        super().__init__(lambda data: chain(metadata_in_fields(data), metadata_in_exif(data)))
        self._reached = 0

    def look(self, window: bytes, start: int, /) -> None:
        """Search a window."""
        super().look(window, start)
        if start > self._reached or _HIDING.search(window):
            self.saw_all = False
        self._reached = start + len(window)


class OfficeSearch(WindowSearch):
    """A search in the properties of an office file, which is a ZIP archive.

    It is complete if the archive's list, at its end, names no part that may tell and was not read. Other archives hold
    files that nobody looked into.
    """

    def __init__(self) -> None:
        super().__init__(self._in_properties)
        self.saw_all = False
        self._read: set[bytes] = set()

    def look(self, window: bytes, start: int, /) -> None:
        """Search a window, and the list if it is there."""
        super().look(window, start)
        names = _listed(window, start)
        told = names.intersection(_PROPERTIES) <= self._read
        self.saw_all = bool(names & _OFFICE) and told and not any(map(_NOT_SEARCHED.search, names))

    def _in_properties(self, data: bytes) -> Iterator[MetadataWarning]:
        for name in _PROPERTIES:
            for found in islice(re.finditer(re.escape(name), data), _MOST_ENTRIES):
                text, is_whole = _unpacked(data, found.start(), found.end())
                if is_whole:
                    self._read.add(name)
                yield from metadata_in_fields(text)


def _unpacked(data: bytes, name_start: int, name_end: int) -> tuple[bytes, bool]:
    """Return the beginning of a file in the archive, and whether that is all of it.

    It is nothing where no local header stands before the name.
    """
    header = data[max(name_start - _LOCAL_HEADER, 0) : name_start]
    if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\3\4"):
        return b"", False
    start = name_end + int.from_bytes(header[28:30], "little")
    method = int.from_bytes(header[8:10], "little")
    if method == _STORED:
        size = int.from_bytes(header[18:22], "little")
        text = data[start : start + min(size, _INFLATED)]
        return text, 0 < size == len(text)
    if method != _DEFLATED:
        return b"", False
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        text = unpacker.decompress(data[start:], _INFLATED)
    except zlib.error:
        return b"", False
    return text, unpacker.eof


def _listed(window: bytes, start: int) -> set[bytes]:
    """Return the names in the archive's list; none unless the whole list is in this window."""
    end = window.rfind(_LIST_END)
    numbers = window[end : end + _LIST_END_BYTES]
    place = int.from_bytes(numbers[16:20], "little") - start
    if end < 0 or place < 0 or place + int.from_bytes(numbers[12:16], "little") != end:
        return set()
    names: set[bytes] = set()
    while window.startswith(_LIST_ENTRY, place):
        lengths = [int.from_bytes(window[place + at : place + at + 2], "little") for at in (28, 30, 32)]
        names.add(window[place + _LIST_ENTRY_BYTES : place + _LIST_ENTRY_BYTES + lengths[0]])
        place += _LIST_ENTRY_BYTES + sum(lengths)
    return names if place == end else set()
