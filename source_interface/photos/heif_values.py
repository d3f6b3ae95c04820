"""The values of a property of a HEIF picture: what readers read stays, and zeros stand where they do not."""

from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.boxes import IsoBox, blank, blank_flags
from source_interface.photos.heif_decoders import clean_configuration
from source_interface.photos.icc import clean_profile
from source_interface.photos.ranges import SCREEN, Ranges

_MOST_BYTES: Final = {
    b"ispe": 12,
    b"pasp": 8,
    b"clap": 32,
    b"irot": 1,
    b"imir": 1,
    b"a1op": 1,
    b"lsel": 2,
    b"clli": 4,
    b"mdcv": 24,
}
"""The bytes of a property that are read; those behind them could carry anything."""
_LARGEST: Final = 2**24
"""Larger numbers of four bytes could spell a text."""
_RANGES: Final = {
    b"ispe": Ranges(">3I", (0, _LARGEST, _LARGEST)),
    b"a1op": Ranges(">B", (31,)),
    b"pasp": Ranges(">2I", (_LARGEST,) * 2),
    b"clap": Ranges(">4IiIiI", (_LARGEST,) * 8),
    b"mdcv": SCREEN,
}
_KEPT_BITS: Final = {b"irot": 0x03, b"imir": 0x01, b"a1lx": 0x01}
"""The bits of the first byte that are not reserved."""
_WITH_FLAGS: Final = frozenset((b"ispe", b"pixi", b"auxC"))
_MOST_CHANNELS: Final = 4
_MOST_DEPTH: Final = 32
_SIZES_OF_LAYERS: Final = (7, 13)
"""The bytes that tell the sizes of layers, by whether these are large."""
PROFILES: Final = frozenset((b"prof", b"rICC"))
_COLOUR_VALUES: Final = {b"nclx": Ranges(">3HB", (0xFF,) * 4), b"nclc": Ranges(">3H", (0xFF,) * 3)}
_FULL_RANGE: Final = 0x80


def colour_kind(data: bytearray, box: IsoBox) -> bytes:
    """Return which kind of colours a property `colr` has."""
    return bytes(data[box.body : min(box.body + 4, box.end)])


def auxiliary_kind(data: bytearray, box: IsoBox) -> bytes | None:
    """Return what an auxiliary picture is for, by its property `auxC`; None if that has no end."""
    kind, end, _ = bytes(data[box.body + 4 : box.end]).partition(b"\0")
    return kind if end else None


def clean_property(data: bytearray, box: IsoBox) -> None:
    """Overwrite what is not read of a property; raise `PhotoNotCleanedError` for values beyond their range."""
    if box.kind in _WITH_FLAGS:
        blank_flags(data, box)
    if box.kind == b"colr":
        _clean_colours(data, box)
    elif box.kind == b"auxC":
        blank(data, data.index(b"\0", box.body + 4), box.end)
    elif box.kind == b"pixi":
        _clean_depths(data, box)
    elif box.kind == b"a1lx":
        _clean_values(data, box, _SIZES_OF_LAYERS[data[box.body] & 1 if box.body < box.end else 0])
    elif box.kind in _MOST_BYTES:
        _clean_values(data, box, _MOST_BYTES[box.kind])
    else:
        clean_configuration(data, box)


def _clean_values(data: bytearray, box: IsoBox, most: int) -> None:
    end = min(box.body + most, box.end)
    blank(data, end, box.end)
    if box.kind in _RANGES:
        _RANGES[box.kind].require(bytes(data[box.body : end]))
    if box.kind in _KEPT_BITS and box.body < end:
        data[box.body] &= _KEPT_BITS[box.kind]


def _clean_depths(data: bytearray, box: IsoBox) -> None:
    start = box.body + 4
    if start >= box.end or data[start] > _MOST_CHANNELS:
        raise PhotoNotCleanedError
    end = min(start + 1 + data[start], box.end)
    if any(depth > _MOST_DEPTH for depth in data[start + 1 : end]):
        raise PhotoNotCleanedError
    blank(data, end, box.end)


def _clean_colours(data: bytearray, box: IsoBox) -> None:
    kind, start = colour_kind(data, box), box.body + 4
    if kind in PROFILES:
        data[start : box.end] = clean_profile(bytes(data[start : box.end]))
    elif kind in _COLOUR_VALUES:
        _COLOUR_VALUES[kind].require(bytes(data[start : box.end]))
        if kind == b"nclx":
            data[box.end - 1] &= _FULL_RANGE
    else:
        raise PhotoNotCleanedError
