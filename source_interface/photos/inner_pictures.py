"""Pictures that begin within a segment of a JPEG, as a thumbnail does, and that may go on behind it."""

import re
from bisect import bisect_left
from typing import Final

_START: Final = re.compile(rb"\xff\xd8(?=\xff+[^\x00\xff]|\xff*\Z)")
"""Chromium takes nothing else for the beginning of a picture."""
_MARKER: Final = re.compile(rb"\xff[^\x00\xff]")
_ALONE: Final = frozenset(b"\x01\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8")
"""Markers without a length."""
_LAST: Final = frozenset(b"\xd9\xda")
"""Markers of the end and of a scan: what is told of a picture stands before."""
_MARKER_BYTES, _HEAD_BYTES = 2, 4


def goes_on_behind(segment: bytes) -> bool:
    """Return whether a picture begins in this segment, from its length on, and goes on behind it.

    A browser can be led there, and reads the segments of the file otherwise than they stand.
    """
    markers = [found.start() for found in _MARKER.finditer(segment)]
    seen: set[int] = set()  # segments can lie in one another
    for found in _START.finditer(segment):
        place: int | None = found.end()
        while place is not None:
            following = bisect_left(markers, place)  # programs pass over fill bytes, and over others too
            if following == len(markers):
                return True
            if following in seen:
                break
            seen.add(following)
            place = _behind(segment, markers[following])
    return False


def _behind(data: bytes, marker: int) -> int | None:
    """Return where the segment of a marker ends; None if what is told of a picture ends there."""
    kind = data[marker + 1]
    if kind in _LAST:
        return None
    length = marker + _MARKER_BYTES
    if kind in _ALONE:
        return length
    return max(length, length + int.from_bytes(data[length : marker + _HEAD_BYTES]))
