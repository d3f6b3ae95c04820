"""The search in films, sound and photos that are made of boxes (ISO/IEC 14496-12), while they pass.

The boxes are followed by their sizes, wherever the list of contents stands. Of those that may tell, one at a time is
held; what is beyond the bounds is not searched.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from source_interface.metadata.early_data import EarlyData
from source_interface.metadata.film_tags import inside_meta, metadata_in_film
from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.photo_items import photo_items
from source_interface.metadata.tiff import metadata_in_tiff

_OPENED: Final = frozenset((b"moov", b"trak", b"mdia"))
_HELD: Final = frozenset((b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"udta", b"meta", b"uuid"))
_HEAD, _LONG_HEAD = 8, 16
_IS_LONG: Final = b"\0\0\0\1"
_ENDLESS: Final = 1 << 64
_MOST_BYTES: Final = 256 * 1024  # of all boxes and items of a file: searching costs as much as is held
_MOST_BOXES: Final = 20_000  # empty ones would cost minutes
_MOST_ITEMS: Final = 16
_TIFF: Final = re.compile(rb"II\*\0|MM\0\*")  # in raw photos


@dataclass(slots=True)
class _Item:
    """A part of the file with metadata, which is taken as it passes."""

    is_exif: bool
    start: int
    size: int
    data: bytearray = field(default_factory=bytearray)

    @property
    def is_whole(self) -> bool:
        """Return whether all of it was taken."""
        return len(self.data) == self.size

    def take(self, data: bytes, place: int) -> None:
        """Take what belongs to it of these bytes of the file."""
        begin = self.start + len(self.data) - place
        if 0 <= begin < len(data) and not self.is_whole:
            self.data += data[begin : self.start + self.size - place]


class BoxSearch:
    """A search that is fed with all of a file in order; `in_text` is the one in XMP."""

    def __init__(self, in_text: Callable[[bytes], Iterator[MetadataWarning]]) -> None:
        self.warnings: set[MetadataWarning] = set()
        self._in_text = in_text
        self._place = 0
        self._head = bytearray()
        self._kind = b""
        self._left = 0
        self._runs_to_end = False
        self._content = bytearray()
        self._early: EarlyData | None = EarlyData(in_text)
        """None once it is known where Exif and XMP are."""
        self._items: list[_Item] = []
        self._room = _MOST_BYTES
        self._boxes = 0
        self._is_lost = False

    def feed(self, data: bytes) -> None:
        """Take more of the file."""
        at = 0
        while at < len(data) and not self._is_lost:
            part = data[at : at + (self._left or self._head_bytes - len(self._head))]
            at += len(part)
            for item in self._items:
                item.take(part, self._place)
            self._place += len(part)
            if self._left:
                self._take(part)
            else:
                self._head += part
                if len(self._head) == self._head_bytes:
                    self._begin()

    def look(self, window: bytes, _start: int, /) -> None:
        """Search a window for what stands there as plain text, in boxes that are not known."""
        self.warnings.update(self._in_text(window))

    def finish(self) -> None:
        """Search what is only whole at the end of the file."""
        if self._runs_to_end:
            self._end()
        self._end_early()
        for item in self._items:
            if item.is_exif:
                skipped = 4 + int.from_bytes(item.data[:4])
                self.warnings.update(metadata_in_tiff(bytes(item.data[skipped:])))
            else:
                self.warnings.update(self._in_text(bytes(item.data)))

    @property
    def _head_bytes(self) -> int:
        return _LONG_HEAD if self._head[:4] == _IS_LONG else _HEAD

    def _begin(self) -> None:
        """Begin the box whose head is whole."""
        size, self._kind = int.from_bytes(self._head[:4]), bytes(self._head[4:_HEAD])
        if len(self._head) == _LONG_HEAD:
            size = int.from_bytes(self._head[_HEAD:])
        self._runs_to_end = size == 0
        self._left = _ENDLESS if self._runs_to_end else size - len(self._head)
        self._boxes += 1
        self._is_lost = self._left < 0 or self._boxes > _MOST_BOXES
        self._head.clear()
        if self._kind in _OPENED:
            self._left = 0
        elif self._left == 0:
            self._end()

    def _take(self, part: bytes) -> None:
        if self._kind in _HELD:
            self._content += part[: self._room]
            self._room -= min(len(part), self._room)
        elif self._kind == b"mdat" and self._early is not None:
            self._early.feed(part)
        self._left -= len(part)
        if self._left == 0:
            self._end()

    def _end(self) -> None:
        """Search the box that is held."""
        content = bytes(self._content)
        self._content.clear()
        self._left = 0
        self.warnings.update(metadata_in_film(self._kind, content))
        self.warnings.update(self._in_text(content))
        if self._kind == b"uuid":
            for found in islice(_TIFF.finditer(content), _MOST_ITEMS):
                self.warnings.update(metadata_in_tiff(content[found.start() :]))
        elif self._kind == b"meta" and b"iinf" in dict(inside_meta(content)):
            self._end_early()
            self._find_items(content)

    def _end_early(self) -> None:
        if self._early is not None:
            self._early.finish()
            self.warnings.update(self._early.warnings)
            self._early = None

    def _find_items(self, meta: bytes) -> None:
        for item in islice(photo_items(meta), _MOST_ITEMS):
            if item.size <= self._room:
                self._room -= item.size
                self._items.append(_Item(item.is_exif, item.start, item.size, bytearray(item.inside or b"")))
