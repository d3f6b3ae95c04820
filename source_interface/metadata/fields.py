"""The fields that stand in files as plain text: those of PDF, of office files, and of XMP in any format."""

import re
from collections.abc import Iterator
from typing import Final

from source_interface.metadata.kinds import MetadataWarning

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


def metadata_in_fields(data: bytes) -> Iterator[MetadataWarning]:
    """Return the warnings for the fields of PDF, XMP and films that stand there as plain text."""
    return (warning for pattern, warning in _MARKS if pattern.search(data))
