"""The tags of Exif, which cameras write into pictures: only whether they are filled is read, never their values.

A number that points outside the bytes reads as zero. Each directory is read once, and only three are read, so hostile
numbers lead nowhere and cost nothing.
"""

from collections.abc import Iterator
from typing import Final, Literal

from source_interface.metadata.kinds import MetadataWarning

_TAGS: Final = {
    0x010F: MetadataWarning.DEVICE,  # Make
    0x0110: MetadataWarning.DEVICE,  # Model
    0x0131: MetadataWarning.PROGRAM,  # Software
    0x0132: MetadataWarning.TIME,  # DateTime
    0x013B: MetadataWarning.PERSON,  # Artist
    0x8298: MetadataWarning.PERSON,  # Copyright
    0x9003: MetadataWarning.TIME,  # DateTimeOriginal
    0x9C9D: MetadataWarning.PERSON,  # XPAuthor
    0xA430: MetadataWarning.PERSON,  # CameraOwnerName
    0xA431: MetadataWarning.DEVICE,  # BodySerialNumber
}
_EXIF_DIRECTORY: Final = 0x8769
_GPS_DIRECTORY: Final = 0x8825
_GPS_LATITUDE: Final = 0x0002
_MOST_ENTRIES: Final = 200
_ENTRY_BYTES: Final = 12
_BIG, _LITTLE = b"MM\0*", b"II*\0"


def metadata_in_tiff(data: bytes) -> Iterator[MetadataWarning]:
    """Yield the warnings among the tags; `data` must begin with the TIFF header, or nothing is yielded."""
    if not data.startswith((_BIG, _LITTLE)):
        return
    order: Literal["big", "little"] = "big" if data.startswith(_BIG) else "little"
    first = dict(_entries(data, int.from_bytes(data[4:8], order), order))
    inner = dict(_entries(data, first.get(_EXIF_DIRECTORY, 0), order))
    yield from (_TAGS[tag] for tag in (*first, *inner) if tag in _TAGS)
    if _GPS_LATITUDE in dict(_entries(data, first.get(_GPS_DIRECTORY, 0), order)):
        yield MetadataWarning.PLACE


def _entries(data: bytes, start: int, order: Literal["big", "little"]) -> Iterator[tuple[int, int]]:
    """Yield tag and value of each entry of a directory; none where it starts at zero."""
    if start == 0:
        return
    count = min(int.from_bytes(data[start : start + 2], order), _MOST_ENTRIES)
    for place in range(start + 2, start + 2 + count * _ENTRY_BYTES, _ENTRY_BYTES):
        entry = data[place : place + _ENTRY_BYTES]
        if len(entry) == _ENTRY_BYTES and int.from_bytes(entry[4:8], order):
            yield int.from_bytes(entry[:2], order), int.from_bytes(entry[8:], order)
