"""The properties of items of a HEIF file: those that a kept picture needs stay, in their places."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.boxes import Fields, IsoBox, blank, blank_box, blank_flags, boxes, only
from source_interface.photos.extents import Extent
from source_interface.photos.icc import clean_profile

_KEPT: Final = frozenset(
    b"ispe pixi colr pasp clap irot imir hvcC av1C avcC vvcC auxC a1op a1lx lsel clli mdcv cclv amve".split()
)
_CODED_AS: Final = {b"hvcC": b"hvc1", b"av1C": b"av01", b"avcC": b"avc1", b"vvcC": b"vvc1"}
"""The kind of picture that each decoder's configuration is for; beside another it could carry anything."""
_MOST_BYTES: Final = {
    b"ispe": 12,
    b"pasp": 8,
    b"clap": 32,
    b"irot": 1,
    b"imir": 1,
    b"a1op": 1,
    b"a1lx": 13,
    b"lsel": 2,
    b"clli": 4,
    b"mdcv": 24,
    b"cclv": 37,
    b"amve": 8,
}
"""The bytes of a property that are read; those behind them could carry anything."""
_WITH_FLAGS: Final = frozenset((b"ispe", b"pixi", b"auxC"))
_ALPHA: Final = frozenset(
    (
        b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
        b"urn:mpeg:hevc:2015:auxid:1",
        b"urn:mpeg:avc:2015:auxid:1",
    )
)
_PROFILES: Final = frozenset((b"prof", b"rICC"))
_VALUES: Final = frozenset((b"nclx", b"nclc"))
_VALUES_BYTES: Final = range(10, 12)


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties in their order, and those of each item: a number from 1, and whether readers must know it."""

    known: list[IsoBox]
    of_item: dict[int, dict[int, bool]]
    places: list[tuple[int, Extent]]
    """Where the numbers of an item's properties stand."""

    def items(self) -> set[int]:
        """Return the items that are said to have properties, or none."""
        return {item for item, _place in self.places}

    def alphas(self, data: bytearray) -> set[int]:
        """Return the auxiliary pictures that are the transparency of another.

        Refuse one that is said to be several things, or to be something without an end: programs differ in what they
        take it for.
        """
        # Each read once, as in `clean`.
        said = {box: _auxiliary_kind(data, box) for box in self.known if box.kind == b"auxC"}
        found: set[int] = set()
        for item in self.of_item:
            kinds = [said[box] for box, _essential in self._of(item) if box in said]
            if len(kinds) > 1 or None in kinds:
                raise PhotoNotCleanedError
            if not _ALPHA.isdisjoint(kinds):
                found.add(item)
        return found

    def clean(self, data: bytearray, kept: Mapping[int, bytes]) -> None:
        """Overwrite all but the properties that kept items need, each of this kind; refuse if one is not known."""
        needed: set[IsoBox] = set()
        # Each read once: thousands of items that name one property of 256 KiB would cost seconds.
        others = {
            box for box in self.known if box.kind == b"auxC" and _auxiliary_kind(data, box) not in _ALPHA
        }
        for item, coded in kept.items():
            for box, essential in self._of(item):
                if box.kind in _KEPT and box not in others and _CODED_AS.get(box.kind, coded) == coded:
                    needed.add(box)
                elif essential:
                    raise PhotoNotCleanedError
        for box in self.known:
            if box in needed:
                _clean_property(data, box)
            else:
                blank_box(data, box)
        for item, place in self.places:
            if item not in kept:
                blank(data, place.start, place.end)

    def _of(self, item: int) -> Iterator[tuple[IsoBox, bool]]:
        for number, essential in self.of_item.get(item, {}).items():
            if number > len(self.known):
                raise PhotoNotCleanedError
            if number:
                yield self.known[number - 1], essential


def read_properties(data: bytearray, box: IsoBox) -> Properties:
    """Return the properties of the box `iprp`."""
    inner = list(boxes(data, box.body, box.end))
    container = only([found for found in inner if found.kind == b"ipco"])
    of_item: dict[int, dict[int, bool]] = defaultdict(dict)
    places: list[tuple[int, Extent]] = []
    for found in inner:
        if found.kind == b"ipma":
            places += _read_associations(Fields.of(data, found), of_item)
        elif found is not container:
            blank_box(data, found)
    return Properties(list(boxes(data, container.body, container.end)), of_item, places)


def _read_associations(fields: Fields, of_item: dict[int, dict[int, bool]]) -> Iterator[tuple[int, Extent]]:
    """Add the properties of each item, and yield where they stand."""
    head = fields.number(4)
    number_bytes, size = (2 if head >> 24 == 0 else 4), (2 if head & 1 else 1)
    flag = 0x80 << 8 * (size - 1)
    for _ in range(fields.number(4)):
        item = fields.number(number_bytes)
        count, start = fields.number(1), fields.place
        for _ in range(count):
            value = fields.number(size)
            numbers = of_item[item]
            numbers[value & ~flag] = numbers.get(value & ~flag, False) or bool(value & flag)
        yield item, Extent(start, fields.place)
    fields.require_end()


def _auxiliary_kind(data: bytearray, box: IsoBox) -> bytes | None:
    """Return what an auxiliary picture is for; None if that has no end."""
    kind, end, _ = bytes(data[box.body + 4 : box.end]).partition(b"\0")
    return kind if end else None


def _clean_property(data: bytearray, box: IsoBox) -> None:
    """Overwrite what stands in a property that a picture needs, and is none."""
    if box.kind in _WITH_FLAGS:
        blank_flags(data, box)
    if box.kind == b"colr":
        _clean_colours(data, box)
    elif box.kind == b"auxC":
        blank(data, data.index(b"\0", box.body + 4), box.end)
    elif box.kind == b"pixi":
        channels = int.from_bytes(data[box.body + 4 : min(box.body + 5, box.end)])
        blank(data, min(box.body + 5 + channels, box.end), box.end)
    elif box.kind in _MOST_BYTES:
        blank(data, min(box.body + _MOST_BYTES[box.kind], box.end), box.end)


def _clean_colours(data: bytearray, box: IsoBox) -> None:
    kind = bytes(data[box.body : box.body + 4])
    if kind in _PROFILES:
        data[box.body + 4 : box.end] = clean_profile(bytes(data[box.body + 4 : box.end]))
    elif kind not in _VALUES or box.end - box.body not in _VALUES_BYTES:
        raise PhotoNotCleanedError
