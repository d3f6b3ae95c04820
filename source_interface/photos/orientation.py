"""The orientation of a picture: the one tag of Exif that is kept, in a block of our making."""

import struct
from typing import Final, Literal

_ORDERS: Final[dict[bytes, Literal["big", "little"]]] = {b"MM\0*": "big", b"II*\0": "little"}
_TAG, _SHORT = 0x0112, 3
_ENTRY_BYTES: Final = 12
_MOST_ENTRIES: Final = 1_000
UPRIGHT: Final = 1
_TURNED: Final = range(2, 9)
EXIF_BYTES: Final = 26
"""The length of `exif_of`."""
MOST_READ: Final = 64 * 1024
"""The first directory stands within these first bytes of Exif, or is not read."""


def orientation_in(exif: bytes) -> int:
    """Return the orientation, 1 to 8, from a block of Exif; 1 where it has none that can be read."""
    order = _ORDERS.get(exif[:4])
    if order is None:
        return UPRIGHT
    start = int.from_bytes(exif[4:8], order)
    count = min(int.from_bytes(exif[start : start + 2], order), _MOST_ENTRIES)
    for place in range(start + 2, start + 2 + count * _ENTRY_BYTES, _ENTRY_BYTES):
        entry = exif[place : place + _ENTRY_BYTES]
        if len(entry) < _ENTRY_BYTES:
            break
        tag, kind = int.from_bytes(entry[:2], order), int.from_bytes(entry[2:4], order)
        if (tag, kind, int.from_bytes(entry[4:8], order)) == (_TAG, _SHORT, 1):
            value = int.from_bytes(entry[8:10], order)
            return value if value in _TURNED else UPRIGHT
    return UPRIGHT


def exif_of(orientation: int) -> bytes:
    """Return a block of Exif that has nothing but an orientation."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _TAG, _SHORT, 1, orientation, 0, 0)
