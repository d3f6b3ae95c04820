"""The tags of Exif and TIFF, which cameras and programs write into pictures: only whether they are filled is told.

A text under a tag that nobody knows counts as a text. A number that points outside the bytes reads as zero. Each
directory is read once, and few of them, so hostile numbers lead nowhere and cost nothing.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, Literal

from source_interface.metadata.iptc import metadata_in_iptc
from source_interface.metadata.kinds import MetadataWarning

_KINDS: Final = (
    (MetadataWarning.PERSON, (0x013B, 0x8298, 0x9C9D, 0xA430, 0xA437, 0xA438)),  # artist to image editor
    (
        MetadataWarning.DEVICE,  # make, model, host, serial numbers, lenses, what only the maker knows
        (
            0x010F,
            0x0110,
            0x013C,
            0xA420,
            0xA431,
            0xA433,
            0xA434,
            0xA435,
            0xC614,
            0xC615,
            0xC62F,
            0x927C,
            0xC634,
        ),
    ),
    (MetadataWarning.PROGRAM, (0x000B, 0x0131, 0xA439, 0xA43A, 0xA43B, 0xA43C)),
    (MetadataWarning.TIME, (0x0132, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292)),
)
_TAGS: Final = {tag: warning for warning, tags in _KINDS for tag in tags}
_IN_GPS: Final = {
    **dict.fromkeys((0x02, 0x04, 0x14, 0x16, 0x1C), MetadataWarning.PLACE),  # latitude, longitude, area
    **dict.fromkeys((0x07, 0x1D), MetadataWarning.TIME),
}
# Versions, tables and profiles; XMP and Photoshop's blocks, which are searched for wherever they stand.
_HARMLESS_TAGS: Final = (
    "0001 0002 0111 015B 02BC 8649 8773 8828 9000 9101 9216 A000 A300 A301 A302 A40B C4A5 C612 C613 EA1C"
)
_HARMLESS: Final = frozenset(int(tag, 16) for tag in _HARMLESS_TAGS.split())
_IPTC: Final = 0x83BB
_GPS_DIRECTORY: Final = 0x8825
_ONE_DIRECTORY: Final = frozenset((0x8769, _GPS_DIRECTORY))
_DIRECTORIES: Final = frozenset((*_ONE_DIRECTORY, 0x014A))
_TEXT_TYPES: Final = frozenset((1, 2, 6, 7, 129))
_BYTES: Final = {3: 2, 4: 4, 5: 8, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_PLACE_BYTES: Final = 4
"""A longer value stands elsewhere, and its place in its entry."""
_UNSEEN: Final = b"not in this part of the file, so taken for a text"
_CHARSET: Final = re.compile(rb"\A(?:ASCII\0\0\0|UNICODE\0|JIS\0{5})")
_LETTERS: Final = re.compile(rb"[A-Za-z]{2}|[\x80-\xff]{4}|\d{6}")
_BLANK: Final = b"\0 "
_VALUE_BYTES: Final = 4_096
_MOST_DIRECTORIES: Final = 64
_MOST_ENTRIES: Final = 200
_COUNT_BYTES: Final = 2
_ENTRY_BYTES: Final = 12
_BIG, _LITTLE = b"MM\0*", b"II*\0"
_MARKS: Final = ((b"Exif\0\0", 0), (b"eXIf", 0), (b"EXIF", 4))
"""The bytes before Exif in JPEG, PNG and WebP, and how many follow on them."""
_MOST_MARKS: Final = 4  # of one kind


def metadata_in_exif(data: bytes) -> Iterator[MetadataWarning]:
    """Yield the warnings of Exif wherever it stands behind one of its marks."""
    for mark, further in _MARKS:
        for found in islice(re.finditer(mark, data), _MOST_MARKS):
            yield from metadata_in_tiff(data[found.end() + further :])


def metadata_in_tiff(data: bytes) -> Iterator[MetadataWarning]:
    """Yield the warnings among the tags; `data` must begin with the TIFF header, or nothing is yielded."""
    if data.startswith((_BIG, _LITTLE)):
        yield from TiffDirectories(data).read(data, 0)


class TiffDirectories:
    """The directories of a TIFF that were not read yet, by their place in the file."""

    def __init__(self, header: bytes) -> None:
        self._order: Literal["big", "little"] = "big" if header.startswith(_BIG) else "little"
        self._unread: list[tuple[int, bool]] = []
        self._known: set[int] = set()
        self._expect(self._number(header[4:8]))

    def read(self, data: bytes, start: int) -> Iterator[MetadataWarning]:
        """Yield the warnings of the directories in this part of the file, which begins there at `start`."""
        missing: list[tuple[int, bool]] = []
        while self._unread:
            place, is_gps = self._unread.pop()
            at = place - start
            if not 0 <= at < len(data):
                missing.append((place, is_gps))
                continue
            count = self._number(data[at : at + _COUNT_BYTES])
            at += _COUNT_BYTES
            end = at + count * _ENTRY_BYTES
            if end > len(data):
                missing.append((place, is_gps))
            for entry in range(at, min(end, at + _MOST_ENTRIES * _ENTRY_BYTES, len(data)), _ENTRY_BYTES):
                yield from self._in_entry(data, entry, start, is_gps=is_gps)
            self._expect(self._number(data[end : end + _PLACE_BYTES]))
        self._unread = missing

    def _in_entry(self, data: bytes, at: int, start: int, *, is_gps: bool) -> Iterator[MetadataWarning]:
        """Yield the warnings of an entry that is filled, and expect the directories to which it points."""
        tag, kind = self._number(data[at : at + 2]), self._number(data[at + 2 : at + 4])
        size = self._number(data[at + 4 : at + 8]) * _BYTES.get(kind, 1)
        value = data[at + 8 : at + 8 + min(size, _PLACE_BYTES)]
        if size > _PLACE_BYTES and tag not in _ONE_DIRECTORY:
            place = self._number(value) - start
            value = data[place : place + min(size, _VALUE_BYTES)] if 0 <= place < len(data) else _UNSEEN
        if is_gps:
            if tag in _IN_GPS and value.strip(_BLANK):
                yield _IN_GPS[tag]
        elif tag in _DIRECTORIES:
            for number in range(0, len(value), _PLACE_BYTES):
                self._expect(
                    self._number(value[number : number + _PLACE_BYTES]), is_gps=tag == _GPS_DIRECTORY
                )
        elif tag == _IPTC and value is not _UNSEEN:
            yield from metadata_in_iptc(value)
        elif tag in _TAGS:
            if value.strip(_BLANK):
                yield _TAGS[tag]
        elif kind in _TEXT_TYPES and tag not in _HARMLESS and _is_text(value):
            yield MetadataWarning.TEXT

    def _number(self, data: bytes) -> int:
        return int.from_bytes(data, self._order)

    def _expect(self, place: int, *, is_gps: bool = False) -> None:
        if place and place not in self._known and len(self._known) < _MOST_DIRECTORIES:
            self._known.add(place)
            self._unread.append((place, is_gps))


def _is_text(value: bytes) -> bool:
    """Return whether a value has letters, in one or two bytes, or a long number; the name of its letters is none."""
    return bool(_LETTERS.search(_CHARSET.sub(b"", value).replace(b"\0", b"")))
