"""The fields that stand as plain text in files of any kind: XMP, and those of films."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.properties import metadata_in_xmp

Marks = tuple[tuple[re.Pattern[bytes], MetadataWarning], ...]
_MARKS: Final[Marks] = (
    (re.compile(rb"\xa9xyz|com\.apple\.quicktime\.location\.ISO6709"), MetadataWarning.PLACE),
    (re.compile(rb"\xa9mak|\xa9mod|com\.android\.(?:manufacturer|model)"), MetadataWarning.DEVICE),
)


def metadata_in_marks(data: bytes, marks: Marks) -> Iterator[MetadataWarning]:
    """Return the warnings whose pattern stands in the bytes."""
    return (warning for pattern, warning in marks if pattern.search(data))


def metadata_in_fields(data: bytes) -> Iterator[MetadataWarning]:
    """Return the warnings for the fields of XMP and films that stand there as plain text."""
    return chain(metadata_in_marks(data, _MARKS), metadata_in_xmp(data))
