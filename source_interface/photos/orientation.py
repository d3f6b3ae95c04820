"""The orientation of a picture: the one tag of Exif that is kept, in a block of our making.

Programs differ in which orders and types of number they read there. So both stay as they were: what turned the picture
before turns it afterwards, and what did not does not.
"""

from dataclasses import dataclass
from typing import Final, Literal

Order = Literal["big", "little"]

_BEGINNINGS: Final[dict[Order, bytes]] = {"big": b"MM\0*", "little": b"II*\0"}
_TAG: Final = 0x0112
_BYTE, _SHORT, _LONG, _SIGNED_BYTE, _SIGNED_SHORT, _SIGNED_LONG = 1, 3, 4, 6, 8, 9
_SIZES: Final = {_BYTE: 1, _SHORT: 2, _LONG: 4, _SIGNED_BYTE: 1, _SIGNED_SHORT: 2, _SIGNED_LONG: 4}
_ENTRY_BYTES, _HEAD_BYTES, _VALUE_BYTES = 12, 8, 4
_MOST_ENTRIES: Final = 1_000
_TURNED: Final = range(2, 9)
EXIF_BYTES: Final = 26
"""The length of `exif_of`."""
MOST_READ: Final = 64 * 1024
"""The first directory stands within these first bytes of Exif, or is not read."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """An orientation from 1 to 8, with the type of its number and the order of its bytes."""

    value: int
    kind: int = _SHORT
    order: Order = "big"


UPRIGHT: Final = Orientation(1)


def orientation_in(exif: bytes) -> Orientation:
    """Return the orientation from a block of Exif; `UPRIGHT` where it has none that can be read."""
    for order, beginning in _BEGINNINGS.items():
        if exif.startswith(beginning):
            return _orientation_in(exif, order)
    return UPRIGHT


def _orientation_in(exif: bytes, order: Order) -> Orientation:
    start = int.from_bytes(exif[4:8], order)
    count = min(int.from_bytes(exif[start : start + 2], order), _MOST_ENTRIES)
    for place in range(start + 2, start + 2 + count * _ENTRY_BYTES, _ENTRY_BYTES):
        entry = exif[place : place + _ENTRY_BYTES]
        if len(entry) < _ENTRY_BYTES:
            break
        tag, kind = int.from_bytes(entry[:2], order), int.from_bytes(entry[2:4], order)
        if tag == _TAG and kind in _SIZES and int.from_bytes(entry[4:8], order) == 1:
            value = int.from_bytes(entry[8 : 8 + _SIZES[kind]], order)
            return Orientation(value, kind, order) if value in _TURNED else UPRIGHT
    return UPRIGHT


def exif_of(found: Orientation) -> bytes:
    """Return a block of Exif that has nothing but an orientation."""
    numbers = ((_HEAD_BYTES, 4), (1, 2), (_TAG, 2), (found.kind, 2), (1, 4))
    value = found.value.to_bytes(_SIZES[found.kind], found.order).ljust(_VALUE_BYTES, b"\0")
    head = b"".join(number.to_bytes(size, found.order) for number, size in numbers)
    return _BEGINNINGS[found.order] + head + value + bytes(4)
