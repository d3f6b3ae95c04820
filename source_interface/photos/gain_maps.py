"""Gain maps of a JPEG (Ultra HDR, ISO 21496-1) by which a browser shows another picture than the cleaned file.

A map is left out with all that stands behind the picture. One that is applied on brighter screens alone changes how
bright a picture is. One whose picture is the brighter one is applied on every other screen, and can draw a text.

A browser can be led to the file itself as to its own map. So what its own segments tell is judged too.
"""

import re
from collections.abc import Iterable
from typing import Final

from source_interface.errors import PhotoNotCleanedError

XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
_ISO: Final = b"urn:iso:std:iso:ts:21496:-1\0"
_LONG_XMP: Final = b"http://ns.adobe.com/xmp/extension/\0"
_IN_XMP: Final = rb"\xe1(..)(?:%b|%b.{32}(.{8}))" % (re.escape(XMP), re.escape(_LONG_XMP))
_IN_ISO: Final = rb"\xe2(..)%b" % re.escape(_ISO)
_SEGMENT: Final = re.compile(rb"\xff(?:%b|%b)" % (_IN_XMP, _IN_ISO), re.DOTALL)
"""The beginning of a segment. In a long XMP, 40 bytes stand before the text: its digest, its length, and the place.

Among the 40, another segment can begin.
"""
_LONGEST_BEGINNING: Final = 96
_BEFORE_PART: Final = 40
XMP_MARKER, _ISO_MARKER = 0xE1, 0xE2
_NAMES: Final = re.compile(rb"hdrgm|hdr-gain-map")
_ANOTHER_SPELLING: Final = re.compile(rb"<!|\0")
"""With these, any name or value can be spelled so that a search does not find it."""
_ENTITY: Final = b"&"
"""With this, a value and the address of a namespace can, and no name of an attribute or element."""
_GOES_ON: Final = b"HasExtendedXMP"
_NAMESPACE: Final = b"hdr-gain-map"
_DOCUMENT_TYPE: Final = b"<!DOCTYPE"
"""With this, the name of an attribute or element can be spelled by entities as well."""
_BASE, _CAPACITY = b"BaseRenditionIsHDR", b"HDRCapacityMin"
_TOLD: Final = re.compile(rb"%b|%b" % (_BASE, _CAPACITY))
_NUMBER: Final = rb"[0-9.]+(?:[eE][-+]?[0-9]+)?"
_TOLD_PLAINLY: Final = re.compile(
    rb"""BaseRenditionIsHDR(?:="False"|='False'|>False</[A-Za-z]+:BaseRenditionIsHDR>)|"""
    rb"""HDRCapacityMin(?:=["']%b["']|>%b</[A-Za-z]+:HDRCapacityMin>)""" % (_NUMBER, _NUMBER)
)
_VERSION_BYTES, _NUMBERS_BYTES, _FRACTIONS_BYTES = 4, 17, 57
"""The version; behind it the flags with two fractions, and with all fractions that one channel has."""
_ISO_BYTES: Final = _VERSION_BYTES + _FRACTIONS_BYTES
_COMMON_DENOMINATOR: Final = 8
_CLEARLY_MORE: Final = (1_000_001, 1_000_000)
"""Chromium compares fractions in 24 bits, in which two that differ by less can be equal."""


class GainMapSearch:
    """A search of what stands behind the picture of a JPEG, in pieces of any size."""

    def __init__(self) -> None:
        self._held = b""
        self._cuts = _CutWords((_NAMESPACE,))

    def require_none(self, data: bytes) -> None:
        """Raise `PhotoNotCleanedError` if a map may make ordinary screens show another picture."""
        self._held += data
        done = 0
        while (found := _SEGMENT.search(self._held, done)) is not None:
            length = int.from_bytes(found[1] or found[3])
            end = found.start() + 2 + length
            if end > len(self._held):  # at most 64 KiB are waited for
                break
            read = end if found[1] else min(end, found.end() + _ISO_BYTES)  # segments can lie in one another
            body = self._held[found.end() : read]
            if found[2] is not None and found[2] != len(body).to_bytes(4) + bytes(4):
                self._cuts.require_none(body)
                _require_unnamed(body)
            else:
                _require_harmless(found, body)
            done = found.start() + 1
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


class OwnGainMap:
    """What the segments of a file tell of a map that the file itself would be."""

    def __init__(self) -> None:
        self._cuts = _CutWords((_BASE, _CAPACITY, _DOCUMENT_TYPE))

    def require_harmless(self, marker: int, body: bytes) -> None:
        """Raise `PhotoNotCleanedError` if a screen could show another picture by this segment.

        In XMP, a map is harmful by two names alone. Without a document type, they stand there as they are.
        """
        if marker == XMP_MARKER and body.startswith(XMP):
            _require_told_plainly(body.removeprefix(XMP).replace(b"\0", b""))
        elif marker == XMP_MARKER and body.startswith(_LONG_XMP):
            part = body[len(_LONG_XMP) + _BEFORE_PART :].replace(b"\0", b"")
            self._cuts.require_none(part)
            _require_told_plainly(part)
        elif marker == _ISO_MARKER and body.startswith(_ISO) and _is_for_darker(body[len(_ISO) :]):
            raise PhotoNotCleanedError


class _CutWords:
    """A search for words that are cut between two parts of a text, which come in any order."""

    def __init__(self, words: Iterable[bytes]) -> None:
        self._words = tuple(words)
        self._ends, self._begins = set[tuple[bytes, int]](), set[tuple[bytes, int]]()

    def require_none(self, part: bytes) -> None:
        """Raise `PhotoNotCleanedError` if a word can be cut between this part and earlier ones, or by both its ends."""
        for word in self._words:
            cuts = range(1, len(word))
            self._ends.update((word, cut) for cut in cuts if part.endswith(word[:cut]))
            self._begins.update((word, cut) for cut in cuts if part.startswith(word[cut:]))
        if not self._ends.isdisjoint(self._begins) or any(part and part in word for word in self._words):
            raise PhotoNotCleanedError


def _require_harmless(found: re.Match[bytes], body: bytes) -> None:
    if found[3] is not None:
        harmful = _is_for_darker(body)
    elif _ANOTHER_SPELLING.search(body.rstrip(b"\0")):
        harmful = True
    elif _ENTITY in body:
        harmful = _NAMES.search(body) is not None or _TOLD.search(body) is not None or _GOES_ON in body
    else:
        harmful = _NAMES.search(body) is not None and not _is_told_plainly(body)
    if harmful:
        raise PhotoNotCleanedError


def _require_unnamed(part: bytes) -> None:
    """Refuse a part of a text by which the whole could name a map: what is told of it can stand in another part."""
    if _ENTITY in part or _NAMES.search(part) or _ANOTHER_SPELLING.search(part):
        raise PhotoNotCleanedError


def _require_told_plainly(text: bytes) -> None:
    if _DOCUMENT_TYPE in text or _is_told_otherwise(text):
        raise PhotoNotCleanedError


def _is_told_plainly(xmp: bytes) -> bool:
    """Return whether all that is told of a map stands here, in the form that harmless ones have."""
    return _GOES_ON not in xmp and not _is_told_otherwise(xmp)


def _is_told_otherwise(xmp: bytes) -> bool:
    return _TOLD.search(_TOLD_PLAINLY.sub(b"", xmp)) is not None


def _is_for_darker(body: bytes) -> bool:
    """Return whether the picture itself is meant for no darker a screen than what the map makes of it.

    Nothing is told by a block of the version alone, which stands before the picture.
    """
    told = body[_VERSION_BYTES:]
    if len(told) < _NUMBERS_BYTES:
        return False
    first, second, third, fourth = (int.from_bytes(told[at : at + 4]) for at in range(1, _NUMBERS_BYTES, 4))
    more, less = _CLEARLY_MORE
    is_darker = first * fourth * more >= third * second * less  # and so is a fraction over nought
    if not told[0] & _COMMON_DENOMINATOR:
        return is_darker
    # A denominator, the picture's number and the other's. Chromium reads fractions all the same, if so many bytes stand
    # there; honest blocks of this form are shorter.
    return second * more >= third * less or (is_darker and len(told) >= _FRACTIONS_BYTES)
