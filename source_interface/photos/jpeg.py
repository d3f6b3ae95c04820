"""JPEG (ITU-T T.81): a list of segments, each with its length, and the coded picture between them.

A segment that the picture needs is copied if it has just the length that it must have. Everything else is left out:
comments, thumbnails, Exif, XMP, and whatever follows the end, such as the other pictures of a multi-picture file.
"""

import re
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.icc import MOST_BYTES, clean_profile
from source_interface.photos.orientation import UPRIGHT, exif_of, orientation_in
from source_interface.photos.part_reader import Number, PartReader, Waiting

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_QUANTISATION, _HUFFMAN, _RESTART, _ARITHMETIC, _LINES = 0xDB, 0xC4, 0xDD, 0xCC, 0xDC
_FRAMES: Final = frozenset((0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA, 0xCB))  # no hierarchy
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_LEFT_OUT: Final = frozenset((*range(0xE0, 0xF0), 0xFE))
_AFTER_CODED: Final = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_EXIF, _ICC = b"Exif\0\0", b"ICC_PROFILE\0"
_ICC_PIECE: Final = 65_519


def clean_jpeg(file: PartReader) -> Waiting:
    """Copy the picture of a JPEG file; raise `PhotoNotCleanedError` if it is not one that can be cleaned."""
    if (yield from file.take(2)) != bytes((0xFF, _START)):
        raise PhotoNotCleanedError
    file.write(bytes((0xFF, _START)))
    segments = _Segments(file)
    while (marker := (yield from _marker(file))) != _END:
        length = int.from_bytes((yield from file.take(2))) - 2
        if length < 0:
            raise PhotoNotCleanedError
        segments.take(marker, (yield from file.take(length)))
        if marker == _SCAN:
            yield from file.copy_until(_AFTER_CODED, 2)
    if not segments.scanned:
        raise PhotoNotCleanedError
    file.write(bytes((0xFF, _END)))


def _marker(file: PartReader) -> Number:
    """Return the next marker; any number of fill bytes may stand before it."""
    file.step()
    if (yield from file.take(1)) != b"\xff":
        raise PhotoNotCleanedError
    while (found := (yield from file.take(1))) == b"\xff":
        file.step()
    return found[0]


class _Segments:
    """The segments so far, and what becomes of the next one."""

    def __init__(self, file: PartReader) -> None:
        self._file = file
        self._framed = False
        self.scanned = False
        self._profile: dict[int, bytes] = {}
        self._pieces = 0

    def take(self, marker: int, body: bytes) -> None:
        """Write what is kept of a segment."""
        if marker in _LEFT_OUT:
            self._application(marker, body)
            return
        if not _is_whole(marker, body):
            raise PhotoNotCleanedError
        if marker == _SCAN and (not self._framed or len(self._profile) < self._pieces):
            raise PhotoNotCleanedError
        if marker in _FRAMES and self._framed:
            raise PhotoNotCleanedError  # decoders show one picture: a second could carry anything
        self._framed |= marker in _FRAMES
        self.scanned |= marker == _SCAN
        self._write(marker, body)

    def _application(self, marker: int, body: bytes) -> None:
        if marker == _APP0 and body.startswith(b"JFIF\0") and len(body) >= 12:
            self._write(marker, body[:12] + bytes(2))
        elif marker == _APP1 and body.startswith(_EXIF):
            orientation = orientation_in(body[len(_EXIF) :])
            if orientation != UPRIGHT:
                self._write(marker, _EXIF + exif_of(orientation))
        elif marker == _APP2 and body.startswith(_ICC):
            self._colours(body[len(_ICC) :])
        elif marker == _APP14 and body.startswith(b"Adobe") and len(body) >= 12:
            self._write(marker, b"Adobe\0\x64\0\0\0\0" + body[11:12])

    def _colours(self, body: bytes) -> None:
        """Collect the pieces of a colour profile, and write it once it is whole."""
        if self.scanned or (self._pieces and len(self._profile) == self._pieces):
            return
        number, pieces = body[:1], body[1:2]
        self._pieces = self._pieces or int.from_bytes(pieces)
        if len(body) < 2 or self._pieces != pieces[0] or not 1 <= number[0] <= self._pieces:
            raise PhotoNotCleanedError
        self._profile[number[0]] = body[2:]
        if sum(map(len, self._profile.values())) > MOST_BYTES:
            raise PhotoNotCleanedError
        if len(self._profile) == self._pieces:
            self._write_profile(clean_profile(b"".join(part for _, part in sorted(self._profile.items()))))

    def _write_profile(self, profile: bytes) -> None:
        parts = [profile[start : start + _ICC_PIECE] for start in range(0, len(profile), _ICC_PIECE)]
        for number, part in enumerate(parts, 1):
            self._write(_APP2, _ICC + bytes((number, len(parts))) + part)

    def _write(self, marker: int, body: bytes) -> None:
        self._file.write(bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body)


def _is_whole(marker: int, body: bytes) -> bool:
    """Return whether a segment of the picture has just the length that it must have."""
    if marker in _FRAMES:
        return len(body) >= 6 and len(body) == 6 + 3 * body[5]
    if marker == _SCAN:
        return len(body) >= 1 and 1 <= body[0] <= 4 and len(body) == 4 + 2 * body[0]
    if marker == _QUANTISATION:
        return _are_quantisation_tables(body)
    if marker == _HUFFMAN:
        return _are_huffman_tables(body)
    if marker == _ARITHMETIC:
        return len(body) % 2 == 0 and len(body) <= 64
    return marker in {_RESTART, _LINES} and len(body) == 2


def _are_quantisation_tables(body: bytes) -> bool:
    start = 0
    while start < len(body):
        start += 129 if body[start] >> 4 else 65
    return start == len(body)


def _are_huffman_tables(body: bytes) -> bool:
    start = 0
    while start < len(body):
        start += 17 + sum(body[start + 1 : start + 17])
    return start == len(body)
