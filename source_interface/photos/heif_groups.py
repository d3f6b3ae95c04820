"""Groups of items in a HEIF file (ISO/IEC 23008-12): alternatives, of which some programs show the first.

Chromium shows the first alternative that it can decode, Firefox the primary one. Once the groups are overwritten,
both show the primary one.
"""

from collections.abc import Mapping
from itertools import takewhile
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.boxes import Fields, IsoBox, boxes
from source_interface.photos.heif_items import Item

GROUPS: Final = b"grpl"
_ALTERNATIVES: Final = b"altr"
_FULL, _HEAD = 4, 8
"""Version and flags, and behind them the number of the group."""
_AV1: Final = b"av01"
GAIN_MAP: Final = b"tmap"


def require_primary_first(data: bytearray, groups: IsoBox, primary: int, items: Mapping[int, Item]) -> None:
    """Refuse a file in which another item is to be shown rather than the primary picture.

    The gain map of a HEIC may stand first: programs that do not know it pass over it.
    """
    is_avif = any(item.kind == _AV1 for item in items.values())
    passed_over = {number for number, item in items.items() if item.kind == GAIN_MAP and not is_avif}
    for group in boxes(data, groups.body, groups.end):
        if group.kind == _ALTERNATIVES:
            listed = _members(data, group)
            before = set(takewhile(lambda number: number != primary, listed))
            if primary in listed and not before.issubset(passed_over):
                raise PhotoNotCleanedError


def group_numbers(data: bytearray, groups: IsoBox, items: Mapping[int, Item]) -> set[int]:
    """Return the numbers of groups if they follow those of the items: others could carry anything.

    A group can have properties like an item, such as how far apart the pictures for two eyes are.
    """
    found = {
        int.from_bytes(data[group.body + _FULL : group.body + _HEAD])
        for group in boxes(data, groups.body, groups.end)
    }
    following = max(items, default=0) + 1
    return found & set(range(following, following + len(found)))


def _members(data: bytearray, group: IsoBox) -> list[int]:
    fields = Fields.of(data, group)
    fields.take(_HEAD)
    members = [fields.number(4) for _ in range(fields.number(4))]
    fields.require_end()
    return members
