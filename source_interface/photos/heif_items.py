"""The items of a HEIF file (ISO/IEC 23008-12): what each is, where it lies, and what it refers to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.boxes import HEAD, NOTHING, Fields, IsoBox, blank, blank_box, boxes, resize_box
from source_interface.photos.extents import Extent

_FULL: Final = 4
"""Version and flags."""
_SIZES: Final = frozenset((0, 4, 8))
_COUNT: Final = 2
"""The length of the number of parts."""
_LENGTH_SIZES: Final = frozenset((4, 8))  # none would mean "up to the end of the file"
IN_FILE, IN_META = 0, 1


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its number, its type, where in the data its type stands, and whether it is not to be shown."""

    number: int
    kind: bytes
    place: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class ItemReference:
    """A reference from an item to others, and the box in which it stands."""

    box: IsoBox
    source: int
    targets: tuple[int, ...]

    @property
    def kind(self) -> bytes:
        """What the item is to the others."""
        return self.box.kind


@dataclass(frozen=True, slots=True)
class Location:
    """The parts of an item, in the file or in the box `idat`; `elsewhere` if they are in neither, or told strangely."""

    method: int
    extents: tuple[Extent, ...]
    elsewhere: bool
    begin: int
    """The place in the data at which its numbers begin."""
    first: int
    """The place at which its first part is described, behind the number of parts."""
    described: int
    """The length of the description of a part."""


def read_items(data: bytearray, box: IsoBox) -> dict[int, Item]:
    """Return the items of the box `iinf`. Their names and other texts are overwritten."""
    fields = Fields.of(data, box)
    version = fields.number(4) >> 24
    count = fields.number(2 if version == 0 else 4)
    items: dict[int, Item] = {}
    for entry in boxes(data, fields.place, box.end):
        item = _item(data, entry)
        if item.number in items:
            raise PhotoNotCleanedError
        items[item.number] = item
        count -= 1
    if count != 0 or version > 1:
        raise PhotoNotCleanedError
    return items


def _item(data: bytearray, box: IsoBox) -> Item:
    fields = Fields.of(data, box)
    version, flags = fields.number(1), fields.number(3)
    if box.kind != b"infe" or version not in {2, 3}:
        raise PhotoNotCleanedError
    number, protection = fields.number(2 if version == 2 else 4), fields.number(2)
    item = Item(number, fields.take(4), fields.place - 4, bool(flags & 1))
    if protection:
        raise PhotoNotCleanedError
    blank(data, fields.place, box.end)
    blank(data, box.body + 1, box.body + 3)
    data[box.body + 3] = flags & 1
    return item


def read_references(data: bytearray, box: IsoBox) -> Iterator[ItemReference]:
    """Yield the references of the box `iref`."""
    size = 2 if Fields.of(data, box).number(4) >> 24 == 0 else 4
    for entry in boxes(data, box.body + _FULL, box.end):
        fields = Fields.of(data, entry)
        source, count = fields.number(size), fields.number(2)
        targets = tuple(fields.number(size) for _ in range(count))
        fields.require_end()
        yield ItemReference(entry, source, targets)


def keep_references(data: bytearray, box: IsoBox, kept: Iterable[ItemReference]) -> None:
    """Keep these references alone in the box `iref`, which ends behind them; a box of nothing fills its place.

    Zeros would not do where the others stood: libavif refuses an item of the number 0, libheif one that is named twice.
    """
    left = b"".join(data[reference.box.start : reference.box.end] for reference in kept)
    start, end = box.body + _FULL, box.body + _FULL + len(left)
    if end == box.end:
        return
    if not left:
        blank_box(data, box)
        return
    data[start:end] = left
    resize_box(data, box, end)
    data[end : end + HEAD] = (box.end - end).to_bytes(4) + NOTHING
    blank(data, end + HEAD, box.end)


def read_locations(data: bytearray, box: IsoBox) -> dict[int, Location]:
    """Return where each item of the box `iloc` lies."""
    fields = Fields.of(data, box)
    version = fields.number(4) >> 24
    sizes, more = fields.number(1), fields.number(1)
    offset, length, base = sizes >> 4, sizes & 0xF, more >> 4
    index = more & 0xF if version else 0
    if version > 2 or length not in _LENGTH_SIZES or not {offset, base, index} <= _SIZES:
        raise PhotoNotCleanedError
    wide = 2 if version < 2 else 4
    locations: dict[int, Location] = {}
    for _ in range(fields.number(wide)):
        number = fields.number(wide)
        begin = fields.place
        method = fields.number(2) if version else IN_FILE  # with twelve bits before it that are reserved
        elsewhere = fields.number(2) != 0 or method not in {IN_FILE, IN_META}
        start = fields.number(base)
        if number in locations:
            raise PhotoNotCleanedError
        count, first = fields.number(_COUNT), fields.place
        parts = [_part(fields, start, (index, offset, length)) for _ in range(count)]
        extents = tuple(extent for extent, _index in parts)
        # A length of 0 would mean the whole file, and no part of a picture has an index.
        elsewhere |= any(index or extent.start == extent.end for extent, index in parts)
        locations[number] = Location(method, extents, elsewhere, begin, first, index + offset + length)
    fields.require_end()
    return locations


def _part(fields: Fields, base: int, sizes: tuple[int, int, int]) -> tuple[Extent, int]:
    index, offset, length = (fields.number(size) for size in sizes)
    return Extent(base + offset, base + offset + length), index


def forget_location(data: bytearray, location: Location) -> None:
    """Make each part of an item the first byte of the file: the lengths of its metadata would tell of a device."""
    end = location.first + location.described * len(location.extents)
    blank(data, location.begin, location.first - _COUNT)
    blank(data, location.first, end)
    for place in range(location.first, end, location.described):
        data[place + location.described - 1] = 1
