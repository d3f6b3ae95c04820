"""The search in JPEG, PNG and WebP, also where such a picture stands in another file: Exif, texts, IPTC and XMP."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from source_interface.metadata.fields import metadata_in_fields
from source_interface.metadata.iptc import metadata_in_photoshop
from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.tiff import metadata_in_exif

_PNG_TEXT: Final = re.compile(rb"(?:tEXt|zTXt|iTXt)([ -~\xa1-\xff]{1,79})\0")
_PNG_TIME: Final = re.compile(rb"\0\0\0\x07tIME.{7}", re.DOTALL)
_BY_KEYWORD: Final = {
    b"Author": MetadataWarning.PERSON,
    b"Artist": MetadataWarning.PERSON,
    b"Copyright": MetadataWarning.PERSON,
    b"Software": MetadataWarning.PROGRAM,
    b"Creation Time": MetadataWarning.TIME,
    b"date:create": MetadataWarning.TIME,
    b"date:modify": MetadataWarning.TIME,
    b"date:timestamp": MetadataWarning.TIME,
}
_XMP: Final = b"XML:com.adobe.xmp"
_JPEG_START: Final = b"\xff\xd8\xff"
_COMMENT, _SCAN, _ALONE = 0xFE, 0xDA, frozenset((0x01, *range(0xD0, 0xDA)))
_MOST_TEXTS: Final = 200
_MOST_JPEGS: Final = 16
_MOST_SEGMENTS: Final = 200


def metadata_in_picture(data: bytes) -> Iterator[MetadataWarning]:
    """Yield the warnings of all pictures in these bytes."""
    yield from metadata_in_exif(data)
    yield from metadata_in_photoshop(data)
    for found in islice(_PNG_TEXT.finditer(data), _MOST_TEXTS):
        length = int.from_bytes(data[max(found.start() - 4, 0) : found.start()])
        if length > len(found[1]) + 1 and found[1] != _XMP:
            yield _BY_KEYWORD.get(found[1], MetadataWarning.TEXT)
    if _PNG_TIME.search(data):
        yield MetadataWarning.TIME
    for found in islice(re.finditer(_JPEG_START, data), _MOST_JPEGS):
        yield from _in_jpeg(data, found.start() + 2)
    yield from metadata_in_fields(data)


def _in_jpeg(data: bytes, place: int) -> Iterator[MetadataWarning]:
    """Yield a text for each comment before the picture itself."""
    for _segment in range(_MOST_SEGMENTS):
        head = data[place : place + 4]
        if len(head) < len(b"\xff\0\0\0") or head[0] != 0xFF or head[1] == _SCAN or head[1] in _ALONE:
            return
        end = place + 2 + int.from_bytes(head[2:])
        if head[1] == _COMMENT and data[place + 4 : end].strip(b"\0 "):
            yield MetadataWarning.TEXT
        place = end
