"""The orientation of a picture: the one tag of Exif that is kept, in a block of our making.

Programs differ in which orders and types of number they read there. So both stay as they were: what turned the picture
before turns it afterwards, and what did not does not.
"""

from dataclasses import dataclass
from typing import Final, Literal, Self

from source_interface.errors import PhotoNotCleanedError

Order = Literal["big", "little"]

_BEGINNINGS: Final[dict[Order, bytes]] = {"big": b"MM\0*", "little": b"II*\0"}
_TAG: Final = 0x0112
_BYTE, _SHORT, _LONG, _SIGNED_BYTE, _SIGNED_SHORT, _SIGNED_LONG = 1, 3, 4, 6, 8, 9
_SIZES: Final = {_BYTE: 1, _SHORT: 2, _LONG: 4, _SIGNED_BYTE: 1, _SIGNED_SHORT: 2, _SIGNED_LONG: 4}
_ENTRY_BYTES, _HEAD_BYTES, _VALUE_BYTES = 12, 8, 4
_DIRECTORIES: Final = frozenset((0x8769, 0x8825))
"""The tags that lead to the directories of Exif and of GPS."""
MARK: Final = b"Exif\0\0"
"""Before a block of Exif in JPEG; some programs write it in PNG and WebP too, and not all programs pass over it."""
_LIKE_EXIF: Final = (b"MM", b"II", MARK)
"""Some programs look at two letters alone, or pass over several marks."""
_TURNED: Final = range(2, 9)
EXIF_BYTES: Final = 26
"""The length of `exif_of`."""
MOST_READ: Final = 64 * 1024
"""The directories stand within these first bytes of Exif, or the photo is refused."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """An orientation from 1 to 8, with the type of its number and the order of its bytes."""

    value: int
    kind: int = _SHORT
    order: Order = "big"


UPRIGHT: Final = Orientation(1)


def orientation_in(exif: bytes) -> Orientation:
    """Return the orientation from a block of Exif; `UPRIGHT` where it has none.

    Raises `PhotoNotCleanedError` if it is told in a way or in a place in which programs read it differently.
    """
    for order, beginning in _BEGINNINGS.items():
        if exif.startswith(beginning):
            return _orientation_in(exif, order)
    if exif.startswith(_LIKE_EXIF):
        raise PhotoNotCleanedError
    return UPRIGHT


def _orientation_in(exif: bytes, order: Order) -> Orientation:
    first = _Directory.at(exif, int.from_bytes(exif[4:8], order), order)
    told = [entry for entry in first.entries if entry.tag == _TAG]
    further = [entry.value for entry in first.entries if entry.tag in _DIRECTORIES]
    if len(told) > 1 or len(further) > len(_DIRECTORIES):
        raise PhotoNotCleanedError
    if not told and first.next:
        further.append(first.next)  # the thumbnail's; often it keeps its own when the photo's is changed
    for place in further:
        if any(entry.tag == _TAG for entry in _Directory.at(exif, place, order).entries):
            raise PhotoNotCleanedError
    if not told:
        return UPRIGHT
    if not first.is_whole or first.place < _HEAD_BYTES:
        raise PhotoNotCleanedError
    return told[0].orientation()


@dataclass(frozen=True, slots=True)
class _ExifEntry:
    """An entry of a directory: its tag, the type and the count of its numbers, and four bytes of them."""

    tag: int
    kind: int
    count: int
    numbers: bytes
    order: Order

    @classmethod
    def of(cls, entry: bytes, order: Order) -> Self:
        tag, kind, count = (
            int.from_bytes(entry[start:end], order) for start, end in ((0, 2), (2, 4), (4, 8))
        )
        return cls(tag, kind, count, entry[8:], order)

    @property
    def value(self) -> int:
        """Return the value, if it is one long number."""
        return int.from_bytes(self.numbers, self.order)

    def orientation(self) -> Orientation:
        if self.count != 1 or self.kind not in _SIZES:
            raise PhotoNotCleanedError
        size = _SIZES[self.kind]
        value = int.from_bytes(self.numbers[:size], self.order)
        if value in _TURNED:
            return Orientation(value, self.kind, self.order)
        if self.kind != _SHORT and (value > 1 or any(self.numbers[size:])):
            raise PhotoNotCleanedError  # its beginning could be an orientation
        return UPRIGHT


@dataclass(frozen=True, slots=True)
class _Directory:
    """A directory: its place, the entries that the block holds, whether that is all, and the place of the next one."""

    place: int
    entries: list[_ExifEntry]
    is_whole: bool
    next: int

    @classmethod
    def at(cls, exif: bytes, place: int, order: Order) -> Self:
        start = place + 2
        end = start + int.from_bytes(exif[place:start], order) * _ENTRY_BYTES
        if end > len(exif) >= MOST_READ:  # it may go on in what was not read
            raise PhotoNotCleanedError
        last = min(end, len(exif)) - _ENTRY_BYTES
        entries = [
            _ExifEntry.of(exif[at : at + _ENTRY_BYTES], order) for at in range(start, last + 1, _ENTRY_BYTES)
        ]
        return cls(place, entries, end <= len(exif), int.from_bytes(exif[end : end + 4], order))


def kept_exif(exif: bytes) -> bytes:
    """Return a block of Exif with the orientation alone, behind the same mark as before; empty if it is upright."""
    mark = MARK if exif.startswith(MARK) else b""
    orientation = orientation_in(exif.removeprefix(MARK))
    return b"" if orientation == UPRIGHT else mark + exif_of(orientation)


def exif_of(found: Orientation) -> bytes:
    """Return a block of Exif that has nothing but an orientation."""
    numbers = ((_HEAD_BYTES, 4), (1, 2), (_TAG, 2), (found.kind, 2), (1, 4))
    value = found.value.to_bytes(_SIZES[found.kind], found.order).ljust(_VALUE_BYTES, b"\0")
    head = b"".join(number.to_bytes(size, found.order) for number, size in numbers)
    return _BEGINNINGS[found.order] + head + value + bytes(4)
