"""The search for traces in a file that passes: its name, and its first and last bytes, which are forgotten then.

Each format has a search, which is given first the beginning of the file and then its end.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.tiff import metadata_in_tiff

Search = Callable[[bytes], Iterator[MetadataWarning]]

_INFLATED: Final = 64 * 1024
_MOST_ENTRIES: Final = 4  # of one name: thousands of small bombs would cost seconds
_PROPERTIES: Final = (b"docProps/core.xml", b"docProps/app.xml", b"meta.xml")
_LOCAL_HEADER: Final = 30
_DEFLATED, _STORED = 8, 0
_EXIF: Final = b"Exif\0\0"

# Each tag must have a value: an empty field tells nothing. XMP is the same in all formats.
_PDF_VALUE: Final = rb"\s*(?:\([^)]|<[0-9A-Fa-f]|\d)"
_MARKS: Final = tuple(
    (re.compile(pattern), warning)
    for pattern, warning in (
        (
            rb"<(?:dc:creator|cp:lastModifiedBy|meta:(?:initial-)?creator|Manager|Company)>\s*[^<\s]",
            MetadataWarning.PERSON,
        ),
        (rb"<dc:creator>\s*<rdf:Seq>\s*<rdf:li[^>]{0,80}>\s*[^<\s]", MetadataWarning.PERSON),
        (rb"/Author" + _PDF_VALUE, MetadataWarning.PERSON),
        (rb"/(?:Creator|Producer)" + _PDF_VALUE, MetadataWarning.PROGRAM),
        (
            rb"(?:<Application>|<meta:generator>|<xmp:CreatorTool>|xmp:CreatorTool=\")\s*[^<\s\"]",
            MetadataWarning.PROGRAM,
        ),
        (rb"/(?:CreationDate|ModDate)" + _PDF_VALUE, MetadataWarning.TIME),
        (
            rb"<(?:dcterms:(?:created|modified)|meta:creation-date|xmp:CreateDate)[^>]{0,80}>\s*\d",
            MetadataWarning.TIME,
        ),
        (rb"exif:GPSLatitude|\xa9xyz|com\.apple\.quicktime\.location\.ISO6709", MetadataWarning.PLACE),
        (rb"<tiff:(?:Make|Model)>|tiff:(?:Make|Model)=\"[^\"]|\xa9mak|\xa9mod", MetadataWarning.DEVICE),
        (rb"com\.android\.(?:manufacturer|model)", MetadataWarning.DEVICE),
    )
)

_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_DATE: Final = re.compile(r"(?<!\d)(19|20)\d\d([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DEVICE: Final = re.compile(
    r"\A(IMG|DSC|DSCN|DCIM|VID|PXL|MVIMG|PANO|WhatsApp|Screenshot|Screen Shot|CamScanner|Adobe Scan)[-_ \d]"
)
_NUMBER: Final = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8,}(?!\d)")  # NIP 18 digits, NIK 16, telephones 10 to 13
WINDOW: Final = 128 * 1024


def metadata_in_fields(data: bytes) -> Iterator[MetadataWarning]:
    """Return the warnings for the fields of PDF, XMP and films that stand there as plain text."""
    return (warning for pattern, warning in _MARKS if pattern.search(data))


def metadata_in_picture(data: bytes) -> Iterator[MetadataWarning]:
    """Yield the warnings of Exif, wherever it stands in JPEG, PNG, HEIC, WebP or TIFF, and of XMP."""
    yield from metadata_in_tiff(data)
    for start in (_after(data, _EXIF), _after(data, b"eXIf"), _after(data, b"EXIF", 4)):
        if start:
            yield from metadata_in_tiff(data[start:])
    if re.search(rb"(?:tEXt|iTXt|zTXt)Author\0.", data):
        yield MetadataWarning.PERSON
    if re.search(rb"tEXtSoftware\0.", data):
        yield MetadataWarning.PROGRAM
    if re.search(rb"tEXtCreation Time\0.|tIME.{7}", data, re.DOTALL):
        yield MetadataWarning.TIME
    yield from metadata_in_fields(data)


def metadata_in_document(data: bytes) -> Iterator[MetadataWarning]:
    """Yield the warnings of the properties that office programs put into their files, which are ZIP archives."""
    for name in _PROPERTIES:
        for found in islice(re.finditer(re.escape(name), data), _MOST_ENTRIES):
            yield from metadata_in_fields(_unpacked(data, found.start(), found.end()))


def _unpacked(data: bytes, name_start: int, name_end: int) -> bytes:
    """Return the beginning of a file in the archive if a local header stands before its name, otherwise nothing."""
    header = data[max(name_start - _LOCAL_HEADER, 0) : name_start]
    if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\3\4"):
        return b""
    start = name_end + int.from_bytes(header[28:30], "little")
    method = int.from_bytes(header[8:10], "little")
    if method == _STORED:
        return data[start : start + min(int.from_bytes(header[18:22], "little"), _INFLATED)]
    if method != _DEFLATED:
        return b""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[start:], _INFLATED)
    except zlib.error:
        return b""


def _after(data: bytes, mark: bytes, further: int = 0) -> int:
    """Return the place behind the first mark; 0 where there is none."""
    place = data.find(mark)
    return 0 if place < 0 else place + len(mark) + further


# The beginning of a file, and the search for its format.
FORMATS: Final[tuple[tuple[re.Pattern[bytes], Search], ...]] = (
    (
        re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|II\*\0|MM\0\*|RIFF.{4}WEBP", re.DOTALL),
        metadata_in_picture,
    ),
    (re.compile(rb".{4}ftyp", re.DOTALL), metadata_in_picture),
    (re.compile(rb"%PDF-"), metadata_in_fields),
    (re.compile(rb"PK\x03\x04"), metadata_in_document),
)


def metadata_in_name(name: str) -> Iterator[MetadataWarning]:
    """Yield the warnings for the name as the reporter's device gave it."""
    if _ADDRESS.search(name):
        yield MetadataWarning.NAME_ADDRESS
    if _DATE.search(name):
        yield MetadataWarning.NAME_DATE
    if _NUMBER.search(_DATE.sub("", name)):
        yield MetadataWarning.NAME_NUMBER
    if _DEVICE.search(name):
        yield MetadataWarning.NAME_DEVICE


class MetadataScanner:
    """A search fed with all of a file in order. It holds at most twice `WINDOW` bytes, and none after `found`."""

    def __init__(self, name: str) -> None:
        self._warnings = set(metadata_in_name(name))
        self._window = bytearray()
        self._begun = False
        self._search: Search | None = None

    def feed(self, data: bytes) -> None:
        """Take more of the file."""
        self._window += data
        if len(self._window) > 2 * WINDOW:
            self._begin()
            del self._window[:-WINDOW]

    def found(self) -> tuple[MetadataWarning, ...]:
        """Return what was found, in the order of the kinds, once the file is whole."""
        self._begin()
        if self._search is not None:
            self._warnings.update(self._search(bytes(self._window[-WINDOW:])))
        self._window.clear()
        return tuple(warning for warning in MetadataWarning if warning in self._warnings)

    @property
    def can_look_inside(self) -> bool:
        """Return whether the format is one that can be searched; known once `found` was called."""
        return self._search is not None

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        head = bytes(self._window[:WINDOW])
        self._search = next((search for beginning, search in FORMATS if beginning.match(head)), None)
        if self._search is not None:
            self._warnings.update(self._search(head))
