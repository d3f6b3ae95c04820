"""Pictures that begin within a segment of a JPEG, as a thumbnail does, and that may go on behind it."""

import re
import sys
from bisect import bisect_right
from typing import Final

_START: Final = re.compile(rb"\xff\xd8(?=\xff|\Z)")
_FILL: Final = re.compile(rb"\xff{2,}")
_HEAD: Final = re.compile(rb"\xff(?:([\x01\xd0-\xd9\xda])|[^\x00\xff](..))", re.DOTALL)
_CUT_HEAD: Final = re.compile(rb"\xff(?:[^\x00\xff].?)?", re.DOTALL)
_LAST: Final = frozenset((b"\xd9", b"\xda"))
"""Markers of the end and of a scan: what is told of a picture stands before."""


def goes_on_behind(segment: bytes) -> bool:
    """Return whether a picture begins in this segment, from its length on, and goes on behind it.

    A browser can be led there, and reads the segments of the file otherwise than they stand.
    """
    runs = [found.span() for found in _FILL.finditer(segment)]
    seen: set[int] = set()  # segments can lie in one another
    for found in _START.finditer(segment):
        place: int | None = found.end()
        while place is not None and (place := _behind_fill(place, runs)) not in seen:
            if place >= len(segment):
                return True
            seen.add(place)
            place = _next_segment(segment, place)
    return False


def _behind_fill(place: int, runs: list[tuple[int, int]]) -> int:
    """Return the last byte of a run of fill bytes, each of which was found once: many places can lie in one run."""
    run = bisect_right(runs, (place, sys.maxsize)) - 1
    start, end = runs[run] if run >= 0 else (0, 0)
    return end - 1 if start <= place < end else place


def _next_segment(data: bytes, place: int) -> int | None:
    """Return where the segment after this one begins, or the end of the data; None if a picture has no further one."""
    head = _HEAD.match(data, place)
    if head is None:
        return len(data) if _CUT_HEAD.fullmatch(data, place) else None
    if head[1] in _LAST:
        return None
    return head.end() if head[2] is None else head.start(2) + int.from_bytes(head[2])
