"""The properties of items of a HEIF file: those that a kept picture needs stay, in their places."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.boxes import Fields, IsoBox, blank, blank_box, boxes, only
from source_interface.photos.heif_values import PROFILES, auxiliary_kind, clean_property, colour_kind

_KEPT: Final = frozenset(
    b"ispe pixi colr pasp clap irot imir hvcC av1C auxC a1op a1lx lsel clli mdcv".split()
)
_CODED_AS: Final = {b"hvcC": b"hvc1", b"av1C": b"av01"}
"""The kind of picture that each decoder's configuration is for; beside another it could carry anything."""
_ALPHA: Final = frozenset(
    (
        b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
        b"urn:mpeg:hevc:2015:auxid:1",
        b"urn:mpeg:avc:2015:auxid:1",
    )
)
_FLAGS: Final = 3


@dataclass(frozen=True, slots=True)
class _Association:
    """The place in the data at which the properties of an item are numbered, and the bytes of each number."""

    item: int
    start: int
    end: int
    size: int

    def numbers(self, data: bytearray) -> Iterator[tuple[int, int, bool]]:
        """Yield the place of each number, the number, and whether readers must know the property."""
        flag = 0x80 << 8 * (self.size - 1)
        for place in range(self.start, self.end, self.size):
            value = int.from_bytes(data[place : place + self.size])
            yield place, value & ~flag, bool(value & flag)


class Properties:
    """The properties in their order, and which of them each item has: a number from 1."""

    def __init__(self, data: bytearray, known: list[IsoBox], associations: list[_Association]) -> None:
        self._data = data
        self._known = known
        self._associations = associations
        # Each read once: thousands of items that name one property of 256 KiB would cost seconds.
        self._purposes = {box: auxiliary_kind(data, box) for box in known if box.kind == b"auxC"}
        self._of_item: dict[int, dict[int, bool]] = defaultdict(dict)
        for association in associations:
            numbers = self._of_item[association.item]
            for _place, number, essential in association.numbers(data):
                # Readers differ in whether they turn a picture twice by a property that is named twice.
                if number in numbers or number > len(known):
                    raise PhotoNotCleanedError
                if number:
                    numbers[number] = essential

    def item_numbers(self) -> set[int]:
        """Return the items that are said to have properties, or none."""
        return {association.item for association in self._associations}

    def alphas(self) -> set[int]:
        """Return the auxiliary pictures that are the transparency of another.

        Refuse one that is said to be several things, or to be something without an end: programs differ in what they
        take it for.
        """
        found: set[int] = set()
        for item in self._of_item:
            told = [self._purposes[box] for box, _essential in self._of(item) if box in self._purposes]
            if len(told) > 1 or None in told:
                raise PhotoNotCleanedError
            if not _ALPHA.isdisjoint(told):
                found.add(item)
        return found

    def clean(self, kept: Mapping[int, bytes]) -> None:
        """Overwrite all but the properties that kept items need, each of this kind; refuse if one is not known."""
        needed: set[IsoBox] = set()
        for item, coded in kept.items():
            found = [box for box, _essential in self._of(item) if self._is_kept(box, coded)]
            # Readers differ in which of two they take.
            if len({self._kind(box) for box in found}) < len(found):
                raise PhotoNotCleanedError
            if any(essential and box not in found for box, essential in self._of(item)):
                raise PhotoNotCleanedError
            needed.update(found)
        for box in self._known:
            if box in needed:
                clean_property(self._data, box)
            else:
                blank_box(self._data, box)
        self._forget(kept, needed)

    def _kind(self, box: IsoBox) -> bytes:
        """Return the kind of a property, of which a picture may have one: a profile is no values of colours."""
        is_profile = box.kind == b"colr" and colour_kind(self._data, box) in PROFILES
        return b"prof" if is_profile else box.kind

    def _is_kept(self, box: IsoBox, coded: bytes) -> bool:
        if box in self._purposes and self._purposes[box] not in _ALPHA:
            return False
        return box.kind in _KEPT and _CODED_AS.get(box.kind, coded) == coded

    def _forget(self, kept: Mapping[int, bytes], needed: set[IsoBox]) -> None:
        """Let items name no property that was overwritten; 0 is none."""
        for association in self._associations:
            if association.item not in kept:
                blank(self._data, association.start, association.end)
                continue
            for place, number, _essential in association.numbers(self._data):
                if not number or self._known[number - 1] not in needed:
                    blank(self._data, place, place + association.size)

    def _of(self, item: int) -> Iterator[tuple[IsoBox, bool]]:
        for number, essential in self._of_item.get(item, {}).items():
            yield self._known[number - 1], essential


def read_properties(data: bytearray, box: IsoBox) -> Properties:
    """Return the properties of the box `iprp`."""
    inner = list(boxes(data, box.body, box.end))
    container = only([found for found in inner if found.kind == b"ipco"])
    associations: list[_Association] = []
    for found in inner:
        if found.kind == b"ipma":
            associations += _read_associations(data, found)
        elif found is not container:
            blank_box(data, found)
    return Properties(data, list(boxes(data, container.body, container.end)), associations)


def _read_associations(data: bytearray, box: IsoBox) -> Iterator[_Association]:
    fields = Fields.of(data, box)
    head = fields.number(4)
    number_bytes, size = (2 if head >> 24 == 0 else 4), (2 if head & 1 else 1)
    data[box.body + 1 : box.body + 1 + _FLAGS] = (head & 1).to_bytes(_FLAGS)
    for _ in range(fields.number(4)):
        item = fields.number(number_bytes)
        count = fields.number(1)
        start = fields.place
        fields.take(count * size)
        yield _Association(item, start, fields.place, size)
    fields.require_end()
