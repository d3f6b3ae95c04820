"""The box `meta` of a HEIF file: which of its items are pictures, and all else overwritten in its place.

Kept are pictures that stand for themselves and are shown, the tiles and layers they are made of, and their
transparency. Thumbnails and other auxiliary pictures, such as depth, go with the metadata: they may show what was cut
away, and name the maker.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.boxes import NOTHING, Fields, IsoBox, blank, blank_box, blank_flags, boxes, only
from source_interface.photos.extents import Extent, gaps, merged, require_apart
from source_interface.photos.heif_groups import GAIN_MAP, GROUPS, group_numbers, require_primary_first
from source_interface.photos.heif_items import (
    IN_FILE,
    IN_META,
    Item,
    ItemReference,
    Location,
    forget_location,
    keep_references,
    read_items,
    read_locations,
    read_references,
)
from source_interface.photos.heif_properties import Properties, read_properties

_NEEDED: Final = (b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp")
_POSSIBLE: Final = (b"iref", b"idat", GROUPS)
_CODED: Final = frozenset((b"hvc1", b"av01"))
_GRID, _OVERLAY, _SAME = b"grid", b"iovl", b"iden"
_DERIVED: Final = frozenset((_GRID, _OVERLAY, _SAME))
_MADE_OF, _AUXILIARY, _THUMBNAIL = b"dimg", b"auxl", b"thmb"
_KEPT_REFERENCES: Final = frozenset((_MADE_OF, _AUXILIARY, b"prem"))
_FULL: Final = 4  # version and flags
_HANDLER: Final = (8, 12)


@dataclass(frozen=True, slots=True)
class CleanedMeta:
    """The places of the kept pictures in the file, and the number of those that stand for themselves."""

    places: list[Extent]
    pictures: int


def clean_meta(data: bytearray) -> CleanedMeta:
    """Clean the content of the box, and return what is kept of the file.

    Raises `PhotoNotCleanedError` if it is not understood.
    """
    found: dict[bytes, list[IsoBox]] = defaultdict(list)
    for box in boxes(data, _FULL, len(data)):
        if box.kind in _NEEDED or box.kind in _POSSIBLE:
            found[box.kind].append(box)
        else:
            blank_box(data, box)
    needed = {kind: only(found[kind]) for kind in _NEEDED}
    # Of two boxes of references libheif reads the first, and the second once nothing of the first is kept.
    if len(found[b"iref"]) > 1:
        raise PhotoNotCleanedError
    blank(data, 0, min(_FULL, len(data)))
    for box in (needed[b"pitm"], needed[b"iloc"], needed[b"iinf"], *found[b"iref"]):
        blank_flags(data, box)
    _clean_handler(data, needed[b"hdlr"])
    items = read_items(data, needed[b"iinf"])
    references = {box: list(read_references(data, box)) for box in found[b"iref"]}
    properties = read_properties(data, needed[b"iprp"])
    primary = _primary(data, needed[b"pitm"])
    numbered = set(items)
    for groups in found[GROUPS]:
        require_primary_first(data, groups, primary, items)
        numbered |= group_numbers(data, groups, items)
        blank_box(data, groups)
    every = [reference for inside in references.values() for reference in inside]
    pictures = _Pictures(items, every, properties)
    shown = pictures.shown(primary)
    kept = pictures.kept(shown)
    properties.clean({number: items[number].kind for number in kept})
    locations = read_locations(data, needed[b"iloc"])
    # Numbers of items that are not there could carry anything.
    if not (properties.item_numbers() <= numbered and locations.keys() <= items.keys()):
        raise PhotoNotCleanedError
    _forget(data, items, kept)
    for box, inside in references.items():
        keep_references(data, box, (reference for reference in inside if _is_kept(reference, kept)))
    parts = _parts(every)
    most = {item: _most_bytes(items[item], parts) for item in kept if items[item].kind != _SAME}
    places = _clean_locations(data, locations, most, found[b"idat"])
    return CleanedMeta(places, len(shown | pictures.in_sight()))


def _parts(references: list[ItemReference]) -> Counter[int]:
    """Return of how many parts each picture is made: counted once, since there may be thousands of pictures."""
    parts = Counter[int]()
    for reference in references:
        if reference.kind == _MADE_OF:
            parts[reference.source] += len(reference.targets)
    return parts


def _most_bytes(item: Item, parts: Counter[int]) -> int | None:
    """Return how long the description of a picture made of others may be; None for a coded one."""
    if item.kind == _GRID:
        return 12
    return 18 + 8 * parts[item.number] if item.kind == _OVERLAY else None


def _clean_handler(data: bytearray, box: IsoBox) -> None:
    start, end = (box.body + place for place in _HANDLER)
    if data[start:end] != b"pict" or end > box.end:
        raise PhotoNotCleanedError
    blank(data, box.body, start)
    blank(data, end, box.end)


def _primary(data: bytearray, box: IsoBox) -> int:
    fields = Fields.of(data, box)
    primary = fields.number(2 if fields.number(4) >> 24 == 0 else 4)
    blank(data, fields.place, box.end)
    return primary


class _Pictures:
    """The items, and which of them are pictures to keep."""

    def __init__(
        self, items: dict[int, Item], references: list[ItemReference], properties: Properties
    ) -> None:
        self._items = items
        self._made_of: dict[int, set[int]] = defaultdict(set)
        self._minor: set[int] = set()
        self._thumbnails: set[int] = set()
        self._alpha: dict[int, set[int]] = defaultdict(set)
        alphas = properties.alphas()
        for reference in references:
            self._sort(reference, alphas)
        self._transparent = self._with_wholes(number for number, found in self._alpha.items() if found)

    def _sort(self, reference: ItemReference, alphas: set[int]) -> None:
        if reference.kind == _MADE_OF and self._kind(reference.source) == GAIN_MAP:
            self._minor.update(reference.targets[1:])  # behind the picture that it is for
        elif reference.kind == _MADE_OF:
            self._made_of[reference.source].update(reference.targets)
        elif reference.kind == _THUMBNAIL:
            self._minor.add(reference.source)
            self._thumbnails.add(reference.source)
        elif reference.kind == _AUXILIARY:
            self._minor.add(reference.source)
            if reference.source in alphas:
                for target in reference.targets:
                    self._alpha[target].add(reference.source)

    def shown(self, primary: int) -> set[int]:
        """Return the pictures that stand for themselves: each can be shown, and many programs show the first alone."""
        if primary in self._minor:  # programs differ in whether they show it
            raise PhotoNotCleanedError
        made = {number: of for number, of in self._made_of.items() if self._kind(number) in _DERIVED}
        parts = set[int]().union(*made.values())
        return {primary, *(self.in_sight() - parts)}

    def in_sight(self) -> set[int]:
        """Return the pictures that are not hidden, and no minor ones: some programs list parts of others as well."""
        left = {
            number for number, item in self._items.items() if not item.hidden and self._is_picture(number)
        }
        return left - self._minor

    def kept(self, shown: set[int]) -> set[int]:
        """Return the pictures to keep.

        Refuse a file with one of an unknown kind, one that is a thumbnail as well, one that is coded and made of
        others, or one in sight that no kept picture is made of: programs differ in what they show of them.
        """
        kept: set[int] = set()
        left = list(shown)
        while left:
            number = left.pop()
            if number in kept:
                continue
            coded_of_parts = self._made_of[number] and self._kind(number) not in _DERIVED
            if not self._is_picture(number) or number in self._thumbnails or coded_of_parts:
                raise PhotoNotCleanedError
            kept.add(number)
            left += (*self._made_of[number], *self._transparency(number))
        if not self.in_sight() <= kept:
            raise PhotoNotCleanedError
        return kept

    def _transparency(self, number: int) -> set[int]:
        """Return the transparency of a picture; refuse several, one that has one, and one beside those of any parts.

        Of two, Chromium takes the first, and libheif the last.
        """
        found = self._alpha[number]
        if not found:
            return found
        if len(found) > 1 or not self._transparent.isdisjoint(self._made_of[number] | found):
            raise PhotoNotCleanedError
        return found

    def _with_wholes(self, numbers: Iterable[int]) -> set[int]:
        """Return these pictures, those that are made of them, and those made of these.

        For all at once: thousands of pictures may have the same parts, and parts of thousands of references.
        """
        wholes = defaultdict[int, list[int]](list)
        for whole, parts in self._made_of.items():
            for part in parts:
                wholes[part].append(whole)
        found, left = set[int](), list(numbers)
        while left:
            number = left.pop()
            if number not in found:
                found.add(number)
                left += wholes[number]
        return found

    def _is_picture(self, number: int) -> bool:
        return self._kind(number) in _CODED | _DERIVED

    def _kind(self, number: int) -> bytes | None:
        item = self._items.get(number)
        return None if item is None else item.kind


def _forget(data: bytearray, items: dict[int, Item], kept: set[int]) -> None:
    """Make every other item one that means nothing."""
    for item in items.values():
        if item.number not in kept:
            data[item.place : item.place + 4] = NOTHING


def _is_kept(reference: ItemReference, kept: set[int]) -> bool:
    """Return whether a kept picture needs a reference; refuse one that names others that are not kept."""
    if reference.source not in kept or reference.kind not in _KEPT_REFERENCES:
        return False
    if not kept.issuperset(reference.targets):
        raise PhotoNotCleanedError
    return True


def _clean_locations(
    data: bytearray, locations: dict[int, Location], most: dict[int, int | None], idat: list[IsoBox]
) -> list[Extent]:
    """Overwrite what is not kept of the box `idat`, and return the kept parts of the file.

    `most` has each kept picture that has data, and of how many bytes at most, where that is known.
    """
    for item, bound in most.items():
        found = locations.get(item)
        if found is None or found.elsewhere or not found.extents:
            raise PhotoNotCleanedError
        if bound is not None and sum(part.end - part.start for part in found.extents) > bound:
            raise PhotoNotCleanedError
    inside, outside = (_kept_of(locations, set(most), method) for method in (IN_META, IN_FILE))
    if idat:
        box = only(idat)
        for gap in gaps(inside, box.end - box.body):
            blank(data, box.body + gap.start, box.body + gap.end)
    elif inside:
        raise PhotoNotCleanedError
    for item, location in locations.items():
        if item not in most:
            forget_location(data, location)
    return outside


def _kept_of(locations: dict[int, Location], kept: set[int], method: int) -> list[Extent]:
    """Return the kept parts in one of the two places; refuse if other items share bytes with them."""
    there = {item: found.extents for item, found in locations.items() if found.method == method}
    parts = merged(extent for item, extents in there.items() if item in kept for extent in extents)
    others = (extent for item, extents in there.items() if item not in kept for extent in extents)
    require_apart(parts, others)
    return parts
