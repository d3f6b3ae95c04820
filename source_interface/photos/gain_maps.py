"""Gain maps of a JPEG (Ultra HDR, ISO 21496-1) by which a browser shows another picture than the cleaned file.

A map is left out with all that stands behind the picture. One that is applied on brighter screens alone changes how
bright a picture is. One whose picture is the brighter one is applied on every other screen, and can draw a text.
"""

import re
from typing import Final

from source_interface.errors import PhotoNotCleanedError

_IN_XMP: Final = re.compile(
    rb"""BaseRenditionIsHDR(?:\s*=\s*["']|\s*>)\s*[Tt]rue|HDRCapacityMin(?:\s*=\s*["']|[^-+.0-9]{1,40}?)-"""
)
_LAST: Final = 96
_IN_BINARY: Final = re.compile(rb"urn:iso:std:iso:ts:21496:-1\0.{4}(.)(.{16})", re.DOTALL)
_COMMON_DENOMINATOR: Final = 8


class GainMapSearch:
    """A search of a JPEG as it arrives, in pieces of any size."""

    def __init__(self) -> None:
        self._last = b""

    def require_none(self, data: bytes) -> None:
        """Raise `PhotoNotCleanedError` if a map is told of by which ordinary screens show another picture."""
        seen = self._last + data
        if _IN_XMP.search(seen) or any(
            _is_for_darker(*found.groups()) for found in _IN_BINARY.finditer(seen)
        ):
            raise PhotoNotCleanedError
        self._last = seen[-_LAST:]


def _is_for_darker(flags: bytes, numbers: bytes) -> bool:
    """Return whether the picture itself is meant for a brighter screen than what the map makes of it."""
    first, second, third, fourth = (int.from_bytes(numbers[at : at + 4]) for at in range(0, 16, 4))
    if flags[0] & _COMMON_DENOMINATOR:  # denominator, picture, other
        return second > third
    return first * fourth > third * second
