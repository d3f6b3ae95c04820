"""Gain maps of a JPEG (Ultra HDR, ISO 21496-1) by which a browser shows another picture than the cleaned file.

A map is left out with all that stands behind the picture. One that is applied on brighter screens alone changes how
bright a picture is. One whose picture is the brighter one is applied on every other screen, and can draw a text.
"""

import re
import sys
from bisect import bisect_right
from typing import Final

from source_interface.errors import PhotoNotCleanedError

_XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
_ISO: Final = b"urn:iso:std:iso:ts:21496:-1\0"
_LONG_XMP: Final = b"http://ns.adobe.com/xmp/extension/\0"
_IN_XMP: Final = rb"\xe1(..)(?:%b|%b.{40})" % (re.escape(_XMP), re.escape(_LONG_XMP))
_IN_ISO: Final = rb"\xe2(..)%b" % re.escape(_ISO)
_SEGMENT: Final = re.compile(rb"\xff(?:%b|%b)" % (_IN_XMP, _IN_ISO), re.DOTALL)
"""The beginning of a segment. In a long XMP, 40 bytes stand before the text: its digest, its length, and the place."""
_LONGEST_BEGINNING: Final = 96
_NAMES: Final = re.compile(rb"hdrgm|hdr-gain-map")
_ANOTHER_SPELLING: Final = re.compile(rb"<!|\0")
"""With these, any name or value can be spelled so that a search does not find it."""
_ENTITY: Final = b"&"
"""With this, a value and the address of a namespace can, and no name of an attribute or element."""
_GOES_ON: Final = b"HasExtendedXMP"
_TOLD: Final = re.compile(rb"BaseRenditionIsHDR|HDRCapacityMin")
_NUMBER: Final = rb"[0-9.]+(?:[eE][-+]?[0-9]+)?"
_TOLD_PLAINLY: Final = re.compile(
    rb"""BaseRenditionIsHDR(?:="False"|='False'|>False</[A-Za-z]+:BaseRenditionIsHDR>)|"""
    rb"""HDRCapacityMin(?:=["']%b["']|>%b</[A-Za-z]+:HDRCapacityMin>)""" % (_NUMBER, _NUMBER)
)
_START: Final = re.compile(rb"\xff\xd8(?=\xff|\Z)")
_FILL: Final = re.compile(rb"\xff{2,}")
_HEAD: Final = re.compile(rb"\xff(?:([\x01\xd0-\xd9\xda])|[^\x00\xff](..))", re.DOTALL)
_CUT_HEAD: Final = re.compile(rb"\xff(?:[^\x00\xff].?)?", re.DOTALL)
_LAST: Final = frozenset((b"\xd9", b"\xda"))
"""Markers of the end and of a scan: what is told of a picture stands before."""
_VERSION_BYTES, _NUMBERS_BYTES, _COMMON_DENOMINATOR = 4, 17, 8
_ISO_BYTES: Final = _VERSION_BYTES + _NUMBERS_BYTES


class GainMapSearch:
    """A search of what stands behind the picture of a JPEG, in pieces of any size."""

    def __init__(self) -> None:
        self._held = b""

    def require_none(self, data: bytes) -> None:
        """Raise `PhotoNotCleanedError` if a map may make ordinary screens show another picture."""
        self._held += data
        done = 0
        while (found := _SEGMENT.search(self._held, done)) is not None:
            length = int.from_bytes(found[1] or found[2])
            end = found.start() + 2 + length
            if end > len(self._held):  # at most 64 KiB are waited for
                break
            read = end if found[1] else min(end, found.end() + _ISO_BYTES)  # segments can lie in one another
            _require_harmless(found, self._held[found.end() : read])
            done = found.end()
        rest = found.start() if found else max(done, len(self._held) - _LONGEST_BEGINNING)
        self._held = self._held[rest:]

    def require_done(self) -> None:
        """Raise `PhotoNotCleanedError` if a segment of a map has no end, behind which others could stand."""
        if _SEGMENT.search(self._held):
            raise PhotoNotCleanedError


def require_no_map(segment: bytes) -> None:
    """Raise `PhotoNotCleanedError` if such a map stands in this segment, from its length on."""
    search = GainMapSearch()
    search.require_none(segment)
    search.require_done()


def require_no_beginning(segment: bytes) -> None:
    """Raise `PhotoNotCleanedError` if a picture begins in this segment, from its length on, and goes on behind it.

    A list of pictures can lead there. The segments of the file are then those of a map as well.
    """
    runs = [found.span() for found in _FILL.finditer(segment)]
    seen: set[int] = set()  # segments can lie in one another
    for found in _START.finditer(segment):
        place: int | None = found.end()
        while place is not None and (place := _behind_fill(place, runs)) not in seen:
            if place >= len(segment):
                raise PhotoNotCleanedError
            seen.add(place)
            place = _next_segment(segment, place)


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


def _require_harmless(found: re.Match[bytes], body: bytes) -> None:
    if found[2] is not None:
        harmful = _is_for_darker(body[_VERSION_BYTES:])
    elif _ANOTHER_SPELLING.search(body.rstrip(b"\0")):
        harmful = True
    elif _ENTITY in body:
        harmful = _NAMES.search(body) is not None or _TOLD.search(body) is not None or _GOES_ON in body
    else:
        harmful = _NAMES.search(body) is not None and not _is_told_plainly(body)
    if harmful:
        raise PhotoNotCleanedError


def _is_told_plainly(xmp: bytes) -> bool:
    """Return whether all that is told of a map stands here, in the form that harmless ones have."""
    return _GOES_ON not in xmp and _TOLD.search(_TOLD_PLAINLY.sub(b"", xmp)) is None


def _is_for_darker(told: bytes) -> bool:
    """Return whether the picture itself is meant for no darker a screen than what the map makes of it.

    Nothing is told by a block of the version alone, which stands before the picture.
    """
    if len(told) < _NUMBERS_BYTES:
        return False
    first, second, third, fourth = (int.from_bytes(told[at : at + 4]) for at in range(1, _NUMBERS_BYTES, 4))
    if told[0] & _COMMON_DENOMINATOR:  # denominator, picture, other
        return second >= third
    return first * fourth >= third * second
