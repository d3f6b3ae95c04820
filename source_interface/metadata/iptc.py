"""The fields of IPTC, which programs for pictures write into JPEG and TIFF."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from source_interface.metadata.kinds import MetadataWarning

_PHOTOSHOP: Final = re.compile(rb"8BIM\x04\x04")
_FIELD: Final = 0x1C
_FIELD_HEAD: Final = 5
_MOST_BLOCKS: Final = 16
_MOST_FIELDS: Final = 500
_KINDS: Final = (
    (MetadataWarning.PERSON, ((2, 80), (2, 85), (2, 110), (2, 115), (2, 116), (2, 118), (2, 122))),
    (MetadataWarning.PLACE, ((2, 26), (2, 27), (2, 90), (2, 92), (2, 95), (2, 100), (2, 101))),
    (MetadataWarning.TIME, ((1, 70), (1, 80), (2, 55), (2, 60), (2, 62), (2, 63))),
    (MetadataWarning.PROGRAM, ((2, 65), (2, 70))),
)
_BY_NUMBER: Final = {number: warning for warning, numbers in _KINDS for number in numbers}
_HARMLESS: Final = frozenset(
    ((1, 0), (1, 20), (1, 22), (1, 90), (2, 0), (2, 10), (2, 125), (2, 130), (2, 131), (2, 135))
)


def metadata_in_photoshop(data: bytes) -> Iterator[MetadataWarning]:
    """Yield the warnings of IPTC in the blocks in which Photoshop keeps it."""
    for found in islice(_PHOTOSHOP.finditer(data), _MOST_BLOCKS):
        name = data[found.end() : found.end() + 1]
        skipped = (int.from_bytes(name) + 2) // 2 * 2 + 4  # the block's name, and its size
        yield from metadata_in_iptc(data[found.end() + skipped :])


def metadata_in_iptc(data: bytes) -> Iterator[MetadataWarning]:
    """Yield the warnings for the filled fields at the beginning of these bytes; an unknown field counts as a text."""
    place = 0
    for _field in range(_MOST_FIELDS):
        head = data[place : place + _FIELD_HEAD]
        if len(head) < _FIELD_HEAD or head[0] != _FIELD:
            return
        size = int.from_bytes(head[3:])
        place += _FIELD_HEAD
        number = head[1], head[2]
        if number not in _HARMLESS and data[place : place + size].strip(b"\0 "):
            yield _BY_NUMBER.get(number, MetadataWarning.TEXT)
        place += size
