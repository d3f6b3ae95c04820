"""Values of small PNG chunks (third edition, 11.3): out of range they show nothing."""

import struct
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.ranges import MOST_LIGHT, SCREEN, Ranges

INDEXED: Final = 3
_INDEXED_DEPTH: Final = 8
"""The bits of each colour in a palette, however few bits number them."""
_RANGES: Final = {
    b"gAMA": Ranges(">I", (625_000_000,)),  # as libpng takes, in hundred thousandths
    b"cHRM": Ranges(">8I", (100_000,) * 8),
    b"sRGB": Ranges(">B", (3,)),
    b"cICP": Ranges(">4B", (255, 255, 0, 1)),
    b"mDCV": SCREEN,
    b"cLLI": Ranges(">2I", (MOST_LIGHT,) * 2),
}


def require_valid(kind: bytes, body: bytes, header: bytes) -> None:
    """Raise `PhotoNotCleanedError` if a chunk of the right length has values that it cannot have.

    `header` is the content of the chunk `IHDR`.
    """
    if kind in _RANGES:
        _RANGES[kind].require(body)
        return
    depth, is_indexed = header[8], header[9] == INDEXED
    if kind == b"sBIT":
        largest = _INDEXED_DEPTH if is_indexed else depth
        valid = min(body) > 0 and max(body) <= largest
    elif kind == b"tRNS" and not is_indexed:
        valid = max(struct.unpack(f">{len(body) // 2}H", body)) < 1 << depth
    else:
        valid = True
    if not valid:
        raise PhotoNotCleanedError
