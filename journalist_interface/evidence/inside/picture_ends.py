"""The ends of pictures: telephones put short films, and editors other pictures, behind the one that programs show."""

import mmap
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

_Data = mmap.mmap
_JPEG: Final = b"\xff\xd8\xff"
# A marker of JPEG that is none within the coded picture: no stuffed byte, no restart and no filling (T.81, B.1.1).
_MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_END_OF_IMAGE, _LONELY = 0xD9, frozenset({0x01, 0xD8})
_GIF_PICTURE, _GIF_EXTENSION, _GIF_TRAILER = 0x2C, 0x21, 0x3B
_PNG_LENGTHS: Final = 12  # of length, kind and sum
# The boxes of a still picture (ISO/IEC 14496-12 and 23008-12). Films are in `moov`, or in boxes of makers.
_BRAND: Final = b"ftyp"
_STILL_BOXES: Final = frozenset({b"meta", b"mdat", b"idat", b"free", b"skip", b"wide"})
_FILLING: Final = b"\0\xff"
_GLANCE: Final = 1024 * 1024


def starts_more(path: Path, ending: str, pictures: int = 1) -> bool:
    """Return whether a file goes on behind so many pictures, or is damaged there; fillings do not count."""
    if ending not in _ENDS:
        return False
    end = picture_end(path, ending, pictures)
    if end is None:
        return True
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return not _is_filling(data, end)


def picture_end(path: Path, ending: str, pictures: int = 1) -> int | None:
    """Return the place behind so many pictures, or None where it is not to be found."""
    find = _ENDS.get(ending)
    if find is None or not path.stat().st_size:
        return None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return min(find(data, pictures), len(data))
        except (IndexError, ValueError):
            return None


def _is_filling(data: _Data, start: int) -> bool:
    return not any(
        data[place : place + _GLANCE].strip(_FILLING) for place in range(start, len(data), _GLANCE)
    )


def _end_of_jpeg(data: _Data, pictures: int) -> int:
    """Return the end of the last of so many pictures: of those of one camera one lies behind the other."""
    place = 0
    for number in range(pictures):
        if number:
            place = data.find(_JPEG, place)
        if place < 0:
            raise ValueError
        place = _end_of_one_jpeg(data, place + 2)
    return place


def _end_of_one_jpeg(data: _Data, place: int) -> int:
    while found := _MARKER.search(data, place):
        marker, place = data[found.start() + 1], found.end()
        if marker == _END_OF_IMAGE:
            return place
        if marker not in _LONELY:
            place += int.from_bytes(data[place : place + 2])
    raise ValueError


def _end_of_png(data: _Data, _pictures: int) -> int:
    place = 8
    while True:
        kind = data[place + 4 : place + 8]
        place += _PNG_LENGTHS + int.from_bytes(data[place : place + 4])
        if kind == b"IEND":
            return place
        if not kind:
            raise ValueError


def _end_of_gif(data: _Data, _pictures: int) -> int:
    place = 13 + _colours(data[10])
    while (block := data[place]) != _GIF_TRAILER:
        if block == _GIF_PICTURE:
            place += 11 + _colours(data[place + 9])
        elif block == _GIF_EXTENSION:
            place += 2
        else:
            raise ValueError
        while length := data[place]:
            place += 1 + length
        place += 1
    return place + 1


def _colours(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_bmp(data: _Data, _pictures: int) -> int:
    return int.from_bytes(data[2:6], "little") or len(data)


def _end_of_webp(data: _Data, _pictures: int) -> int:
    size = int.from_bytes(data[4:8], "little")
    return 8 + size + size % 2


def _end_of_boxes(data: _Data, _pictures: int) -> int:
    """Return the place of the first box that belongs to no still picture."""
    place = 0
    while data[place + 4 : place + 8] in (_STILL_BOXES if place else {_BRAND}):
        size = int.from_bytes(data[place : place + 4])
        if size == 1:
            size = int.from_bytes(data[place + 8 : place + 16])
        elif size == 0:
            return len(data)
        if size < 8:
            raise ValueError
        place += size
    return place


_ENDS: Final[Mapping[str, Callable[[_Data, int], int]]] = {
    "jpg": _end_of_jpeg,
    "png": _end_of_png,
    "gif": _end_of_gif,
    "bmp": _end_of_bmp,
    "webp": _end_of_webp,
    "heic": _end_of_boxes,
    "avif": _end_of_boxes,
}
"""Finders of the ends of pictures. A TIFF has none: it points to its parts, wherever they lie."""
