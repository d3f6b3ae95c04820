"""The items of a HEIC or AVIF photo that hold Exif and XMP: where they are in the file (ISO/IEC 23008-12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from source_interface.metadata.film_tags import children, inside_meta

_EXIF, _TEXT = b"Exif", b"mime"
_IN_FILE, _IN_META = 0, 1
_NEW_ENTRY: Final = 2  # the first version of an entry that names its type


@dataclass(frozen=True, slots=True)
class PhotoItem:
    """An item with Exif, or with a text such as XMP; `inside` has it if the box itself does."""

    is_exif: bool
    start: int
    size: int
    inside: bytes | None = None


class _Numbers:
    """The numbers of a box one after the other; beyond its end they read as zero."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.place = 0

    @property
    def are_left(self) -> bool:
        return self.place < len(self._content)

    def take(self, size: int) -> int:
        self.place += size
        return int.from_bytes(self._content[self.place - size : self.place])


def photo_items(meta: bytes) -> Iterator[PhotoItem]:
    """Yield the items with metadata of the photo with this box, unless they lie elsewhere."""
    found: dict[bytes, bytes] = dict(inside_meta(meta))
    places = found.get(b"iloc", b"")
    if not int.from_bytes(places[4:5]) & 0xF:  # parts without a length are the whole file
        return
    kinds = dict(_kinds(found.get(b"iinf", b"")))
    for number, place, start, size in _extents(places):
        kind = kinds.get(number, b"")
        if kind in {_EXIF, _TEXT} and place in {_IN_FILE, _IN_META} and size:
            inside = found.get(b"idat", b"")[start : start + size] if place == _IN_META else None
            yield PhotoItem(kind == _EXIF, start, size, inside)


def _kinds(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and type of each item; no type where an old entry names none."""
    for kind, body in children(content, 6 if content[:1] == b"\0" else 8):
        version = body[0] if body else 0
        wide = 2 if version == _NEW_ENTRY else 4
        named = kind == b"infe" and version >= _NEW_ENTRY
        yield int.from_bytes(body[4 : 4 + wide]), body[6 + wide : 10 + wide] if named else b""


def _extents(content: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Yield for each part of an item: its number, in what it lies, start and size."""
    numbers = _Numbers(content)
    version = numbers.take(4) >> 24
    sizes, more = numbers.take(1), numbers.take(1)
    wide = 2 if version < 2 else 4
    count = range(numbers.take(wide))
    for _item in takewhile(lambda _item: numbers.are_left, count):
        number = numbers.take(wide)
        place = numbers.take(2) & 0xF if version else _IN_FILE
        if numbers.take(2):  # in another file
            place = -1
        base = numbers.take(more >> 4)
        parts = range(numbers.take(2))
        for _part in takewhile(lambda _part: numbers.are_left, parts):
            numbers.take(more & 0xF if version else 0)
            start = base + numbers.take(sizes >> 4)
            yield number, place, start, numbers.take(sizes & 0xF)
