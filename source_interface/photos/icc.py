"""Colour profiles (ICC.1): the colours stay, and everything that tells of a maker, a device or a day is zero.

A profile keeps its length, and each tag its place, so that it can be overwritten where it stands.
"""

from collections.abc import Iterator
from typing import Final

from source_interface.errors import PhotoNotCleanedError

MOST_BYTES: Final = 2 * 1024 * 1024
_HEADER: Final = 128
_ENTRY: Final = 12
_MOST_TAGS: Final = 200
_KEPT_IN_HEADER: Final = (
    (0, 4),  # size
    (8, 24),  # version, class, colour space, connection space
    (36, 40),  # signature
    (44, 48),  # flags
    (56, 80),  # attributes, intent, illuminant
)
_COLOURS: Final = frozenset(
    b"rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC wtpt bkpt chad chrm lumi cicp gamt A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 pre0 pre1"
    b" pre2 D2B0 D2B1 D2B2 D2B3 B2D0 B2D1 B2D2 B2D3 aarg aagg aabg".split()
)
_EMPTY_TEXT: Final = {
    b"desc": b"desc\0\0\0\0\0\0\0\1\0",
    b"mluc": b"mluc\0\0\0\0\0\0\0\0\0\0\0\x0c",
    b"text": b"text\0\0\0\0\0",
}
"""Texts that some readers insist on: their type stays, and says that they are empty."""
Range = tuple[int, int]


def clean_profile(profile: bytes) -> bytes:
    """Return a profile of the same length that names nobody; raise `PhotoNotCleanedError` if it is none."""
    if len(profile) < _HEADER + 4 or profile[36:40] != b"acsp":
        raise PhotoNotCleanedError
    cleaned = bytearray(len(profile))
    tags = list(_tags(profile))
    table = _HEADER + 4 + _ENTRY * len(tags)
    colours = [place for tag, place in tags if tag in _COLOURS]
    for tag, (start, end) in tags:
        text = _EMPTY_TEXT.get(profile[start : start + 4])
        if tag not in _COLOURS and text is not None and len(text) <= end - start:
            cleaned[start : start + len(text)] = text
    for start, end in (*_KEPT_IN_HEADER, *colours, (_HEADER, table)):
        cleaned[start:end] = profile[start:end]
    return bytes(cleaned)


def _tags(profile: bytes) -> Iterator[tuple[bytes, Range]]:
    """Yield each tag and its place, or raise `PhotoNotCleanedError` if one is not where the data may be."""
    count = int.from_bytes(profile[_HEADER : _HEADER + 4])
    first = _HEADER + 4 + _ENTRY * count
    if count > _MOST_TAGS:
        raise PhotoNotCleanedError
    for entry in range(_HEADER + 4, first, _ENTRY):
        tag = profile[entry : entry + 4]
        start = int.from_bytes(profile[entry + 4 : entry + 8])
        end = start + int.from_bytes(profile[entry + 8 : entry + 12])
        if start < first or end > len(profile):
            raise PhotoNotCleanedError
        yield tag, (start, end)
