"""Shapes in which few programs write a picture, and all read it: each leaves what is seen of the picture as it was."""

import random
import struct
from collections.abc import Callable
from typing import Final

from tests.pictures.made import MARK
from tests.source_interface.photos.samples import chunk, riff, segment

Shape = Callable[[bytes, int], bytes]
"""Gives a picture a shape, of which the number chooses one."""

_NUMBERS: Final = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i"}
_MARK: Final = MARK.encode()
_START: Final = 2


def turned(number: int, order: str = "<") -> bytes:
    """A block of Exif with an orientation, whose number is of one of the types that it may have, or of a wrong one."""
    kind, letter = list(_NUMBERS.items())[number // 8 % len(_NUMBERS)]
    value = struct.pack(order + letter, number % 8 + 1).ljust(4, b"\0")
    head = struct.pack(order + "IHHHI", 8, 1, 0x0112, kind, 1)
    return (b"II*\0" if order == "<" else b"MM\0*") + head + value + bytes(4) + _MARK


def _exif(data: bytes, number: int) -> bytes:
    """A block of Exif, if the picture has none."""
    if b"Exif\0\0" in data:
        return data
    block = turned(number, ">" if number % 3 else "<")
    return data[:_START] + segment(0xE1, b"Exif\0\0" + block) + data[_START:]


def _fill_bytes(data: bytes, number: int) -> bytes:
    """Up to ten thousand bytes before a marker that say nothing."""
    markers = [
        place for place in (data.find(b"\xff" + bytes((mark,))) for mark in (0xD0, 0xD1, 0xDA)) if place > 0
    ]
    place = [_START, *markers][number % (1 + len(markers))]
    return data[:place] + b"\xff" * (number % 10_000) + data[place:]


def _short_jfif(data: bytes, number: int) -> bytes:
    """A JFIF segment that is one or two bytes too short to be one."""
    return data[:_START] + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0"[: 12 + number % 2]) + data[_START:]


def _unused_tables(data: bytes, number: int) -> bytes:
    """Tables that no component of the picture names, or that are replaced before anything needed them."""
    place = data.index(b"\xff\xdb")
    tables = (b"\3" + _MARK.ljust(64, b"!"), b"\0" + _MARK.ljust(64, b"!"))
    huffman = b"\x13\1" + bytes(15) + b"\5"
    return data[:place] + segment(0xDB, tables[number % 2]) + segment(0xC4, huffman) + data[place:]


def _loose_bytes(data: bytes, number: int) -> bytes:
    """Bytes between segments, which belong to none."""
    table = data.index(b"\xff\xdb") + 2
    place = table + int.from_bytes(data[table : table + 2])
    return data[:place] + _MARK + bytes(number % 50) + data[place:]


def _comment_at_the_end(data: bytes, number: int) -> bytes:
    """A comment behind the picture, or a number of lines that nobody asked for."""
    place = data.rindex(b"\xff\xd9")
    return data[:place] + segment(*((0xFE, _MARK), (0xDC, b"\0\1"))[number % 2]) + data[place:]


def _no_jfif(data: bytes, _number: int) -> bytes:
    """No JFIF segment at the beginning, so that other marks say which colours it has."""
    if data[2:4] != b"\xff\xe0":
        return data
    return data[:_START] + data[4 + int.from_bytes(data[4:6]) :]


def _recommended_palette(data: bytes, number: int) -> bytes:
    """A palette in a picture that does not need one."""
    if data[25] == 3 or data[37:41] == b"PLTE":
        return data
    return data[:33] + chunk(b"PLTE", (_MARK * 3)[: 3 + 3 * (number % 11)]) + data[33:]


def _unannounced_exif(data: bytes, number: int) -> bytes:
    """A chunk of Exif at the end of a WebP file that does not say it has one."""
    if b"EXIF" in data:
        return data
    body = data[8:] + riff(b"EXIF", turned(number))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _data_first(data: bytes, _number: int) -> bytes:
    """The data before its description, as Samsung's telephones write it; places are counted from the file's start."""
    meta, found = (data.index(kind) - 4 for kind in (b"meta", b"mdat"))
    described, kept = (data[at : at + int.from_bytes(data[at : at + 4])] for at in (meta, found))
    if data != data[:meta] + described + kept:
        return data
    return data[:meta] + kept + _with_places_moved(described, meta - found)


def _with_places_moved(meta: bytes, moved: int) -> bytes:
    """The description with each place moved, in the form in which the programs of `made` write it."""
    changed, at = bytearray(meta), meta.index(b"iloc") + 4
    assert meta[at] == 0, "places of another version"
    assert meta[at + 4] == 0x44, "places or lengths of another size"
    size, at = meta[at + 5] >> 4, at + 8
    for _item in range(int.from_bytes(meta[at - 2 : at])):
        at += 4 + size
        base, changed[at - size : at] = int.from_bytes(meta[at - size : at]), bytes(size)
        extents, at = int.from_bytes(meta[at : at + 2]), at + 2
        for _extent in range(extents):
            changed[at : at + 4] = (base + int.from_bytes(meta[at : at + 4]) + moved).to_bytes(4)
            at += 8
    return bytes(changed)


SHAPES: Final[dict[str, tuple[Shape, ...]]] = {
    ".jpg": (
        _exif,
        _fill_bytes,
        _short_jfif,
        _unused_tables,
        _loose_bytes,
        _comment_at_the_end,
        _no_jfif,
    ),
    ".png": (_recommended_palette,),
    ".webp": (_unannounced_exif,),
    ".heic": (_data_first,),
    ".avif": (_data_first,),
}


def shaped(data: bytes, kind: str, dice: random.Random) -> bytes:
    """The picture in some of the shapes of its kind."""
    for shape in SHAPES.get(kind, ()):
        if dice.random() < 0.2:
            data = shape(data, dice.randrange(1 << 16))
    return data
