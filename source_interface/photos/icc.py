"""Colour profiles (ICC.1): the colours stay, and everything that tells of a maker, a device or a day goes.

A profile keeps its length, and each colour its place, so that it can be overwritten where it stands. Of a list of tags
only those are left that colours are shown with, and two texts that are empty. One that some programs pass over, and
would use once it is cleaned, is refused: they would show other colours.
"""

import struct
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.extents import gaps, merged
from source_interface.photos.icc_tables import read_parts

MOST_BYTES: Final = 2 * 1024 * 1024
_HEADER: Final = 128
_COUNT: Final = 4
_ENTRY: Final = 12
_MOST_TAGS: Final = 100  # as many as lcms takes
_LEAST_OF_TAG: Final = 4
_KEPT_IN_HEADER: Final = (
    (0, 4),  # size
    (8, 10),  # version
    (12, 24),  # class, colour space, connection space
    (36, 40),  # signature
    (64, 68),  # intent
)
_KEPT_BITS: Final = {47: 0x03, 63: 0x0F}
"""Flags: embedded, and bound to the picture. Attributes: four about a medium."""
_CLASSES: Final = frozenset((b"scnr", b"mntr", b"prtr", b"link", b"spac", b"abst", b"nmcl"))
_SPACES: Final = frozenset((b"RGB ", b"GRAY", b"CMYK", b"Lab ", b"XYZ ", b"YCbr"))
_CONNECTIONS: Final = frozenset((b"XYZ ", b"Lab "))
_INTENT: Final = slice(64, 68)
_MOST_INTENT: Final = 3
_UNDER_VERSION: Final = slice(10, 12)
"""Reserved: Firefox passes over a profile that has something there."""
_ILLUMINANT: Final = slice(68, 80)
_D50: Final = b"\0\0\xf6\xd6\0\1\0\0\0\0\xd3\x2d"
"""The only illuminant that a profile may have."""
_LIKE_D50: Final = 655  # a hundredth, as far as Chromium takes another one for it
_COLOURS: Final = frozenset(
    b"wtpt chad cicp A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 D2B0 D2B1 D2B2 D2B3 B2D0 B2D1 B2D2 B2D3".split()
)
"""Left out are measurements of a screen or printer that no colour is shown with: lumi, bkpt, chrm, gamt, vcgt."""
_OF_RGB: Final = frozenset(b"rXYZ gXYZ bXYZ rTRC gTRC bTRC".split())
_GREY_CURVE: Final = b"kTRC"
_COLOURS_OF: Final = {b"RGB ": _OF_RGB, b"GRAY": frozenset((_GREY_CURVE,))}
"""The tags of colours that belong to one space alone."""
_TEXTS: Final = frozenset((b"desc", b"cprt"))
_EMPTY_TEXT: Final = {
    b"desc": b"desc\0\0\0\0\0\0\0\1\0",
    b"mluc": b"mluc\0\0\0\0\0\0\0\0\0\0\0\x0c",
    b"text": b"text\0\0\0\0\0",
}
"""Texts that some readers insist on: their type stays, and says that they are empty."""


@dataclass(frozen=True, slots=True)
class _Tag:
    entry: bytes
    start: int
    end: int

    @property
    def name(self) -> bytes:
        return self.entry[:4]


def clean_profile(profile: bytes) -> bytes:
    """Return a profile of the same length that names nobody; raise `PhotoNotCleanedError` if it is none."""
    if len(profile) < _HEADER + _COUNT or profile[36:40] != b"acsp":
        raise PhotoNotCleanedError
    _require_valid_header(profile)
    tags = list(_tags(profile))
    colours = _COLOURS | _own_colours(profile[16:20], {tag.name for tag in tags})
    kept = [tag for tag in tags if tag.name in colours | _TEXTS]
    _require_apart(kept)
    cleaned = bytearray(len(profile))
    for start, end in _KEPT_IN_HEADER:
        cleaned[start:end] = profile[start:end]
    for place, bits in _KEPT_BITS.items():
        cleaned[place] = profile[place] & bits
    cleaned[_ILLUMINANT] = _D50
    table = len(kept).to_bytes(_COUNT) + b"".join(tag.entry for tag in kept)
    cleaned[_HEADER : _HEADER + len(table)] = table
    # Each place once: two hundred tags that name the same two megabytes would cost half a second.
    for start, end, is_colour in dict.fromkeys((tag.start, tag.end, tag.name in colours) for tag in kept):
        content = _colour(profile[start:end]) if is_colour else _text(profile[start:end])
        cleaned[start : start + len(content)] = content
    return bytes(cleaned)


def _own_colours(space: bytes, names: Set[bytes]) -> frozenset[bytes]:
    """Return the tags with colours of this space.

    Refuse those of RGB in another one. Chromium uses them there, except in a grey profile with its curve.
    """
    own = _COLOURS_OF.get(space, frozenset())
    if not names.isdisjoint(_OF_RGB - own) and (space != b"GRAY" or _GREY_CURVE not in names):
        raise PhotoNotCleanedError
    return own


def _require_valid_header(profile: bytes) -> None:
    """Refuse a version, an intent or an illuminant for which Firefox, Chromium or libpng pass over a profile.

    Also twelve letters that name no kind of profile: exiftool shows them, and a person's name fits in.
    """
    if profile[12:16] not in _CLASSES or profile[16:20] not in _SPACES or profile[20:24] not in _CONNECTIONS:
        raise PhotoNotCleanedError
    if any(profile[_UNDER_VERSION]):
        raise PhotoNotCleanedError
    illuminant, d50 = (struct.unpack(">3i", value) for value in (profile[_ILLUMINANT], _D50))
    far = max(abs(found - right) for found, right in zip(illuminant, d50, strict=True))
    if int.from_bytes(profile[_INTENT]) > _MOST_INTENT or far > _LIKE_D50:
        raise PhotoNotCleanedError


def _tags(profile: bytes) -> Iterator[_Tag]:
    """Yield each tag and its place, or raise `PhotoNotCleanedError` for one that makes programs pass over the profile.

    Also for one that is left out: without it they would use the profile.
    """
    count = int.from_bytes(profile[_HEADER : _HEADER + _COUNT])
    first, behind = _HEADER + _COUNT + _ENTRY * count, min(int.from_bytes(profile[:4]), len(profile))
    names: set[bytes] = set()
    if count > _MOST_TAGS:
        raise PhotoNotCleanedError
    for place in range(_HEADER + _COUNT, first, _ENTRY):
        entry = profile[place : place + _ENTRY]
        start = int.from_bytes(entry[4:8])
        end = start + int.from_bytes(entry[8:])
        if start < first or end > behind or end - start < _LEAST_OF_TAG or entry[:4] in names:
            raise PhotoNotCleanedError
        names.add(entry[:4])
        yield _Tag(entry, start, end)


def _require_apart(tags: list[_Tag]) -> None:
    """Refuse tags that share a part of their bytes; they may share all."""
    for (_, end), (start, _) in pairwise(sorted({(tag.start, tag.end) for tag in tags})):
        if start < end:
            raise PhotoNotCleanedError


def _text(content: bytes) -> bytes:
    text = _EMPTY_TEXT.get(content[:4], b"")
    return text if len(text) <= len(content) else b""


def _colour(content: bytes) -> bytes:
    """Return a tag with zeros where no program reads it."""
    colour = bytearray(content)
    for gap in gaps(merged(read_parts(content)), len(content)):
        colour[gap.start : gap.end] = bytes(gap.end - gap.start)
    return bytes(colour)
