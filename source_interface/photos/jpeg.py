"""JPEG (ITU-T T.81): a list of segments, each with its length, and the coded picture between them.

What stands before a scan is written anew when the scan begins, in one order and only as far as the scan needs it. All
else is left out: comments, thumbnails, Exif, XMP, tables that nothing is decoded with, bytes that are in no segment,
and whatever follows the end, such as the other pictures of a multi-picture file.
"""

import re
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.gain_maps import XMP, XMP_MARKER, GainMapSearch, OwnGainMap, require_no_map
from source_interface.photos.inner_pictures import goes_on_behind
from source_interface.photos.jpeg_application import ApplicationSegments
from source_interface.photos.jpeg_frame import FRAMES, JpegFrame
from source_interface.photos.jpeg_tables import TABLES, JpegTables
from source_interface.photos.part_reader import Number, PartReader, Waiting

_START, _END, _SCAN, _LINES = 0xD8, 0xD9, 0xDA, 0xDC
_APPLICATION: Final = range(0xE0, 0xF0)
_COMMENT: Final = 0xFE
_TELLS_OF_PICTURES: Final = ((XMP_MARKER, XMP), (0xE2, b"MPF\0"))
"""XMP, and the list of a multi-picture file: a browser follows both to a gain map."""
_RESTARTS: Final = range(0xD0, 0xD8)  # without a length; outside of a scan they say nothing
_MARKER: Final = re.compile(rb"\xff[^\x00\xff]")
_AFTER_CODED: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FILL: Final = re.compile(rb"\xff{2,}")


def clean_jpeg(file: PartReader) -> Waiting:
    """Copy the picture of a JPEG file; raise `PhotoNotCleanedError` if it is not one that can be cleaned."""
    if (yield from file.take(2)) != bytes((0xFF, _START)):
        raise PhotoNotCleanedError
    file.write(bytes((0xFF, _START)))
    picture = _JpegPicture(file)
    while (marker := (yield from _marker(file))) != _END:
        if marker in _RESTARTS:
            continue
        length = int.from_bytes((yield from file.take(2))) - 2
        if length < 0:
            raise PhotoNotCleanedError
        picture.take(marker, (yield from file.take(length)))
        if marker == _SCAN:
            coded = _CodedData(file)
            yield from file.until(_AFTER_CODED, 2, coded.write)
    if not picture.scans:
        raise PhotoNotCleanedError
    file.write(bytes((0xFF, _END)))
    behind = GainMapSearch()
    yield from file.rest(behind.require_none)
    behind.require_done()


def _marker(file: PartReader) -> Number:
    """Return the next marker; fill bytes before it, and bytes that are in no segment, are left out."""
    file.step()
    yield from file.until(_MARKER, 2, lambda _data: None)
    return (yield from file.take(2))[1]


class _JpegPicture:
    """The picture so far: what came before the next scan, and what is written when it begins."""

    def __init__(self, file: PartReader) -> None:
        self._file = file
        self._application = ApplicationSegments()
        self._tables = JpegTables()
        self._own_map = OwnGainMap()
        self._tells_of_pictures = self._goes_on_within = False
        self._frame: JpegFrame | None = None
        self._lines_written = False
        self.scans = 0

    def take(self, marker: int, body: bytes) -> None:
        """Keep what is needed of a segment, or write what a scan needs."""
        segment = (len(body) + 2).to_bytes(2) + body
        require_no_map(segment)
        self._own_map.require_harmless(marker, body)
        self._goes_on_within |= goes_on_behind(segment)
        self._tells_of_pictures |= any(
            marker == told and body.startswith(mark) for told, mark in _TELLS_OF_PICTURES
        )
        if self._goes_on_within and self._tells_of_pictures:
            raise PhotoNotCleanedError
        if marker in _APPLICATION:
            self._application.take(marker, body)
        elif marker in TABLES:
            self._tables.take(marker, body)
        elif marker in FRAMES and self._frame is None:  # a second one would be shown nowhere
            self._frame = JpegFrame(marker, body)
        elif marker == _SCAN and self._frame is not None:
            self._begin_scan(self._frame, body)
        elif marker == _LINES:
            self._take_lines(body)
        elif marker != _COMMENT:
            raise PhotoNotCleanedError

    def _begin_scan(self, frame: JpegFrame, body: bytes) -> None:
        scan = frame.scan(body)
        if not self.scans:
            self._write(*self._application.kept(frame.size))
        self._write(*self._tables.needed_quantisation(frame, scan))
        if not self.scans:
            self._write((frame.marker, frame.body))
        self._write(*self._tables.needed(frame, scan), (_SCAN, scan.body))
        self.scans += 1

    def _take_lines(self, body: bytes) -> None:
        """Write how high the picture is, behind its first scan; elsewhere it says nothing."""
        if len(body) != 2:
            raise PhotoNotCleanedError
        awaited = self._frame is not None and not self._frame.size[1] and self.scans == 1
        if awaited and not self._lines_written:
            self._write((_LINES, body))
            self._lines_written = True

    def _write(self, *segments: tuple[int, bytes]) -> None:
        for marker, body in segments:
            self._file.write(bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body)


class _CodedData:
    """The coded data of a scan, without the bytes that only fill it up."""

    def __init__(self, file: PartReader) -> None:
        self._file = file
        self._held = b""

    def write(self, data: bytes) -> None:
        """Write a piece, but for what may be fill bytes at its end."""
        data = self._held + data
        whole = data.rstrip(b"\xff")
        self._held = data[len(whole) :][:1]
        if b"\xff\xff" in whole:  # to look for them alone takes a tenth of the time
            whole = _FILL.sub(b"\xff", whole)
        self._file.write(whole)
