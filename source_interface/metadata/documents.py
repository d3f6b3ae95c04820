"""The search in office files, which are ZIP archives: their properties, names in their texts, and what they embed."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from source_interface.metadata.fields import Marks, metadata_in_marks
from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.pictures import metadata_in_picture
from source_interface.metadata.properties import metadata_in_properties
from source_interface.metadata.window_search import WindowSearch

_PART_BYTES: Final = 256 * 1024
_ALL_BYTES: Final = 4 * 1024 * 1024  # of all parts: thousands of small bombs would cost minutes
_MOST_PARTS: Final = 1_000
_LOCAL_HEADER: Final = 30
_MARK: Final = b"PK\3\4"
_DEFLATED, _STORED = 8, 0
_ENCRYPTED: Final = 1

_PROPERTIES: Final = re.compile(rb"(?:\A|/)(?:docProps/(?:core|app|custom)\.xml|meta\.xml)\Z")
_TEXTS: Final = re.compile(rb"\.(?:xml|rels|vml)\Z", re.IGNORECASE)
_PICTURES: Final = re.compile(rb"(?<!/thumbnail)\.(?:jpe?g|png|webp)\Z", re.IGNORECASE)
_EMBEDDED: Final = re.compile(rb"\.(?:docx|xlsx|pptx|od[tspg])\Z", re.IGNORECASE)
_FILLED: Final = rb"\s*=\s*[\"']\s*[^\"'\s]"
_IN_TEXTS: Final[Marks] = (
    (
        # Who tracked a change, commented, locked, shared or printed; and folders, which are named after accounts.
        re.compile(
            rb"<(?:dc:creator|author|meta:(?:printed-by|creator)|text:(?:author-name|initial-creator|printed-by|sender-\w+))"
            rb"(?:\s[^<>]*)?>\s*[^<\s]|[\s:](?:author|userName|lastEditedBy)"
            + _FILLED
            + rb"|<(?:\w+:)?(?:person|author|cmAuthor)\s[^<>]{0,300}?(?:displayName|name)"
            + _FILLED
            + rb"|absPath\s[^<>]{0,300}?url"
            + _FILLED
            + rb"|[\"'](?:file:///\w|[A-Z]:\\|/home/\w|/Users/\w)",
            re.IGNORECASE,
        ),
        MetadataWarning.PERSON,
    ),
    (re.compile(rb"<dc:date>\s*\d|[\s:]date\s*=\s*[\"']\d{4}-"), MetadataWarning.TIME),
)


class OfficeSearch(WindowSearch):
    """A search in the parts of an office file that begin in one of the windows."""

    def __init__(self) -> None:
        super().__init__(lambda window: self._in_archive(window, is_embedded=False))
        self._room = _ALL_BYTES
        self._parts = _MOST_PARTS

    def _in_archive(self, data: bytes, *, is_embedded: bool) -> Iterator[MetadataWarning]:
        for found in re.finditer(_MARK, data):
            self._parts -= 1
            if self._parts < 0:
                return
            header = data[found.start() : found.start() + _LOCAL_HEADER]
            name_end = found.start() + _LOCAL_HEADER + int.from_bytes(header[26:28], "little")
            name = data[found.start() + _LOCAL_HEADER : name_end]
            if _PROPERTIES.search(name):
                yield from metadata_in_properties(self._unpacked(data, header, name_end))
            elif _TEXTS.search(name):
                yield from metadata_in_marks(self._unpacked(data, header, name_end), _IN_TEXTS)
            elif _PICTURES.search(name):
                yield from metadata_in_picture(self._unpacked(data, header, name_end))
            elif _EMBEDDED.search(name) and not is_embedded:
                yield from self._in_archive(self._unpacked(data, header, name_end), is_embedded=True)

    def _unpacked(self, data: bytes, header: bytes, name_end: int) -> bytes:
        """Return the beginning of a part, which follows its header and name."""
        if int.from_bytes(header[6:8], "little") & _ENCRYPTED:
            return b""
        start = name_end + int.from_bytes(header[28:30], "little")
        method, size = int.from_bytes(header[8:10], "little"), int.from_bytes(header[18:22], "little")
        most = min(_PART_BYTES, self._room)
        if method == _STORED:
            text = data[start : start + min(size, most)]
        elif method == _DEFLATED and most:
            text = _inflated(data[start:], most)
        else:
            return b""
        self._room -= len(text) or most
        return text


def _inflated(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, most)
    except zlib.error:
        return b""
