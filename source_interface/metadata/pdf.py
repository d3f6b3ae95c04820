"""The search in a PDF: its fields, notes, signatures and photos, as far as they stand there unpacked."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from source_interface.metadata.fields import Marks, metadata_in_marks
from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.pictures import metadata_in_picture

# A text with more than a byte order mark and spaces, or a reference to one. Nothing is given back, so time is linear.
_VALUE: Final = (
    rb"\s{0,20}(?:\((?:\xfe\xff|\\376\\377|\xef\xbb\xbf)?+(?:[\s\0]|\\[nrtbf]|\\0[04]0)*+[^)\s\0]"
    rb"|<\s{0,20}(?i:FEFF)?+(?:00|20|0[9aAdD]|\s)*+[0-9A-Fa-f]|\d{1,9}\s{1,9}\d{1,9}\s{1,9}R\b)"
)
_MARKS: Final[Marks] = (
    (
        re.compile(rb"/(?:Author|Company|Manager)" + _VALUE + rb"|/ByteRange\s*\[|/Type\s*/Sig\b"),
        MetadataWarning.PERSON,
    ),
    (re.compile(rb"/(?:Creator|Producer)" + _VALUE), MetadataWarning.PROGRAM),
    (re.compile(rb"/(?:CreationDate|ModDate)" + _VALUE), MetadataWarning.TIME),
    (
        re.compile(
            rb"/(?:Title|Subject|Keywords|AAPL:Keywords\s*\[)"
            + _VALUE
            + rb"|/Subtype\s*/(?:Text|FreeText|Highlight|Underline|"
            rb"StrikeOut|Squiggly|Caret|Stamp|FileAttachment)\b"
        ),
        MetadataWarning.TEXT,
    ),
)
_NOTE_AUTHOR: Final = re.compile(rb"/T" + _VALUE)
_ON_PAGE, _FORM_FIELD = b"/Rect", b"/FT"
_OBJECT_BYTES: Final = 2_000
_MOST_NOTES: Final = 200


def metadata_in_pdf(data: bytes) -> Iterator[MetadataWarning]:
    """Return the warnings of a part of a PDF."""
    return chain(metadata_in_marks(data, _MARKS), _in_notes(data), metadata_in_picture(data))


def _in_notes(data: bytes) -> Iterator[MetadataWarning]:
    """Yield a person for a note with its author; in a field of a form the same key has the field's name."""
    for found in islice(_NOTE_AUTHOR.finditer(data), _MOST_NOTES):
        begin = data.rfind(b"obj", max(found.start() - _OBJECT_BYTES, 0), found.start())
        end = data.find(b"endobj", found.end(), found.end() + _OBJECT_BYTES)
        around = data[
            max(begin, found.start() - _OBJECT_BYTES, 0) : end if end > 0 else found.end() + _OBJECT_BYTES
        ]
        if _ON_PAGE in around and _FORM_FIELD not in around:
            yield MetadataWarning.PERSON
