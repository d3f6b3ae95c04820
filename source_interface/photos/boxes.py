"""Boxes of the ISO base media file format (ISO/IEC 14496-12), in a part of a file that is whole in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from source_interface.errors import PhotoNotCleanedError

HEAD: Final = 8
LONG_HEAD: Final = 16
TO_THE_END, IS_LONG = 0, 1
NOTHING: Final = b"free"


@dataclass(frozen=True, slots=True)
class IsoBox:
    """A box: its type, where it begins, where its content begins, and where it ends."""

    kind: bytes
    start: int
    body: int
    end: int


class Fields:
    """The fields of a box, read one after the other; beyond its end they raise `PhotoNotCleanedError`."""

    def __init__(self, data: bytes | bytearray, start: int, end: int) -> None:
        self._data = data
        self.place = start
        self._end = end

    @classmethod
    def of(cls, data: bytes | bytearray, box: IsoBox) -> "Fields":
        """Return the fields of the content of a box."""
        return cls(data, box.body, box.end)

    def number(self, size: int) -> int:
        """Return the next number of this many bytes."""
        return int.from_bytes(self.take(size))

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        start = self.place
        if start + size > self._end:
            raise PhotoNotCleanedError
        self.place += size
        return bytes(self._data[start : self.place])

    def require_end(self) -> None:
        """Refuse a box that has more than was read."""
        if self.place != self._end:
            raise PhotoNotCleanedError


def boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[IsoBox]:
    """Yield the boxes that fill this part of the data, or raise `PhotoNotCleanedError` where they do not."""
    while start < end:
        fields = Fields(data, start, end)
        size, kind = fields.number(4), fields.take(4)
        if size == IS_LONG:
            size = fields.number(8)
        elif size == TO_THE_END:
            size = end - start
        if start + size > end or size < fields.place - start:
            raise PhotoNotCleanedError
        yield IsoBox(kind, start, fields.place, start + size)
        start += size


def only(found: list[IsoBox]) -> IsoBox:
    """Return the box of a list that must have just one."""
    if len(found) != 1:
        raise PhotoNotCleanedError
    return found[0]


def blank(data: bytearray, start: int, end: int) -> None:
    """Overwrite a part of the data with zeros."""
    data[start:end] = bytes(end - start)


def blank_flags(data: bytearray, box: IsoBox) -> None:
    """Overwrite the flags of a box whose kind has none."""
    blank(data, min(box.body + 1, box.end), min(box.body + 4, box.end))


def resize_box(data: bytearray, box: IsoBox, end: int) -> None:
    """Let a box that becomes shorter end here."""
    size = (end - box.start).to_bytes(4)
    if box.body - box.start == LONG_HEAD:
        data[box.start + HEAD : box.body] = size.rjust(LONG_HEAD - HEAD, b"\0")
    else:
        data[box.start : box.start + len(size)] = size


def blank_box(data: bytearray, box: IsoBox) -> None:
    """Make a box one that says nothing, in its place."""
    data[box.start + 4 : box.start + HEAD] = NOTHING
    blank(data, box.body, box.end)
