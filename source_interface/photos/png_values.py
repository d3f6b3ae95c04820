"""Values of small PNG chunks (third edition, 11.3): those beyond their range show nothing and could spell a text."""

import struct
from collections.abc import Sequence
from typing import Final

from source_interface.errors import PhotoNotCleanedError

INDEXED: Final = 3
_INDEXED_DEPTH: Final = 8
"""The bits of each colour in a palette, however few bits number them."""
_LIGHT: Final = 100_000_000
"""Ten thousand candelas a square metre, the most that a picture can ask for."""
_LARGEST: Final[dict[bytes, tuple[str, Sequence[int]]]] = {
    b"gAMA": (">I", [625_000_000]),  # as libpng takes, in hundred thousandths
    b"cHRM": (">8I", [100_000] * 8),
    b"sRGB": (">B", [3]),
    b"cICP": (">4B", [255, 255, 0, 1]),
    b"mDCV": (">8H2I", [50_000] * 8 + [_LIGHT] * 2),
    b"cLLI": (">2I", [_LIGHT] * 2),
}
"""The form of each chunk, and its largest values."""


def require_valid(kind: bytes, body: bytes, header: bytes) -> None:
    """Raise `PhotoNotCleanedError` if a chunk of the right length has values that it cannot have.

    `header` is the content of the chunk `IHDR`.
    """
    if kind in _LARGEST:
        form, largest = _LARGEST[kind]
        valid = all(value <= most for value, most in zip(struct.unpack(form, body), largest, strict=True))
    elif kind in {b"sBIT", b"tRNS"}:
        valid = _fits(kind, body, depth=header[8], is_indexed=header[9] == INDEXED)
    else:
        valid = True
    if not valid:
        raise PhotoNotCleanedError


def _fits(kind: bytes, body: bytes, *, depth: int, is_indexed: bool) -> bool:
    """Return whether depths are at most that of the picture, or a transparent colour is one that it can have."""
    if kind == b"sBIT":
        return min(body) > 0 and max(body) <= (_INDEXED_DEPTH if is_indexed else depth)
    return is_indexed or max(struct.unpack(f">{len(body) // 2}H", body)) < 1 << depth
