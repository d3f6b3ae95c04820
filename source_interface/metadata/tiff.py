"""The tags of Exif, which cameras write into pictures: only whether they are filled is read, never their values.

A number that points outside the bytes reads as zero. Each directory is read once, and only three are read, so hostile
numbers lead nowhere and cost nothing.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, Literal

from source_interface.metadata.kinds import MetadataWarning

_TAGS: Final = {
    0x010D: MetadataWarning.TEXT,  # DocumentName
    0x010E: MetadataWarning.TEXT,  # ImageDescription
    0x010F: MetadataWarning.DEVICE,  # Make
    0x0110: MetadataWarning.DEVICE,  # Model
    0x0131: MetadataWarning.PROGRAM,  # Software
    0x0132: MetadataWarning.TIME,  # DateTime
    0x013B: MetadataWarning.PERSON,  # Artist
    0x013C: MetadataWarning.DEVICE,  # HostComputer
    0x8298: MetadataWarning.PERSON,  # Copyright
    0x9003: MetadataWarning.TIME,  # DateTimeOriginal
    0x9C9B: MetadataWarning.TEXT,  # XPTitle
    0x9C9C: MetadataWarning.TEXT,  # XPComment
    0x9C9D: MetadataWarning.PERSON,  # XPAuthor
    0xA430: MetadataWarning.PERSON,  # CameraOwnerName
    0xA431: MetadataWarning.DEVICE,  # BodySerialNumber
}
_EXIF_DIRECTORY: Final = 0x8769
_GPS_DIRECTORY: Final = 0x8825
_IN_GPS: Final = {0x0002: MetadataWarning.PLACE}  # GPSLatitude
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
        self._unread = [(int.from_bytes(header[4:8], self._order), True, _TAGS)]

    @property
    def all_read(self) -> bool:
        """Return whether each directory was in the parts that were read."""
        return not self._unread

    def read(self, data: bytes, start: int) -> Iterator[MetadataWarning]:
        """Yield the warnings of the directories in this part of the file, which begins there at `start`."""
        left, self._unread = self._unread, []
        while left:
            place, is_first, tags = left.pop()
            at = place - start
            if place == 0 or not 0 <= at < len(data):
                self._unread.append((place, is_first, tags))
                continue
            count = int.from_bytes(data[at : at + _COUNT_BYTES], self._order)
            at += _COUNT_BYTES
            if count > _MOST_ENTRIES or at + count * _ENTRY_BYTES > len(data):
                self._unread.append((place, is_first, tags))
            entries = dict(self._entries(data, at, min(count, _MOST_ENTRIES)))
            yield from (tags[tag] for tag in entries if tag in tags)
            if is_first:  # the others point at none, so a directory that points at itself ends
                inner = ((_EXIF_DIRECTORY, _TAGS), (_GPS_DIRECTORY, _IN_GPS))
                left += ((entries[tag], False, table) for tag, table in inner if entries.get(tag))

    def _entries(self, data: bytes, start: int, count: int) -> Iterator[tuple[int, int]]:
        """Yield tag and value of each entry that is filled."""
        for place in range(start, start + count * _ENTRY_BYTES, _ENTRY_BYTES):
            entry = data[place : place + _ENTRY_BYTES]
            if len(entry) == _ENTRY_BYTES and int.from_bytes(entry[4:8], self._order):
                yield int.from_bytes(entry[:2], self._order), int.from_bytes(entry[8:], self._order)
