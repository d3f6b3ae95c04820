"""The orientation of a picture: the one tag of Exif that is kept, in a block of our making.

Programs differ in which orders and types of number they read there. So both stay as they were: what turned the picture
before turns it afterwards, and what did not does not.
"""

from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.density import Size, is_plain, require_own_size
from source_interface.photos.exif import (
    BEGINNINGS,
    BYTE,
    LONG,
    MARK,
    SHORT,
    SIGNED_BYTE,
    SIGNED_LONG,
    SIGNED_SHORT,
    ExifBlock,
    ExifEntry,
    Order,
)

_TAG: Final = 0x0112
_SIZES: Final = {BYTE: 1, SHORT: 2, LONG: 4, SIGNED_BYTE: 1, SIGNED_SHORT: 2, SIGNED_LONG: 4}
_HEAD_BYTES, _VALUE_BYTES = 8, 4
_TURNED: Final = range(2, 9)
EXIF_BYTES: Final = 26
"""The length of `exif_of`."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """An orientation from 1 to 8, with the type of its number and the order of its bytes."""

    value: int
    kind: int = SHORT
    order: Order = "big"


UPRIGHT: Final = Orientation(1)


def kept_exif(exif: bytes, size: Size) -> bytes:
    """Return a block of Exif with the orientation alone, behind the same mark as before; empty if it is upright.

    Raises `PhotoNotCleanedError` if what stands there may show a picture of this size in another size, or programs
    read different orientations.
    """
    mark = MARK if exif.startswith(MARK) else b""
    block = ExifBlock.read(exif.removeprefix(MARK))
    if block is None:
        return b""
    require_own_size(block, size)
    orientation = orientation_in(block)
    return b"" if orientation == UPRIGHT else mark + exif_of(orientation)


def orientation_in(block: ExifBlock) -> Orientation:
    """Return the orientation from a block of Exif; `UPRIGHT` where it has none.

    Raises `PhotoNotCleanedError` if it is told in a way or in a place in which programs read it differently.
    """
    told, elsewhere = block.first.tagged(_TAG), [entry for at in block.further for entry in at.tagged(_TAG)]
    if not told:  # the thumbnail often keeps its own when the photo's is changed
        elsewhere += block.of_thumbnail(_TAG)
    if all(_is_plainly_upright(entry) for entry in (*told, *elsewhere)):
        return UPRIGHT
    if len(told) != 1 or elsewhere or not block.first.is_whole or block.first.place < _HEAD_BYTES:
        raise PhotoNotCleanedError
    orientation = _orientation_of(told[0])
    if orientation != UPRIGHT and not _is_read_everywhere(block):
        raise PhotoNotCleanedError
    return orientation


def _is_plainly_upright(entry: ExifEntry) -> bool:
    return entry.kind == SHORT and entry.positive() == UPRIGHT.value


def _orientation_of(entry: ExifEntry) -> Orientation:
    if entry.count != 1 or entry.kind not in _SIZES:
        raise PhotoNotCleanedError
    size = _SIZES[entry.kind]
    value = entry.number(size)
    if value in _TURNED:
        return Orientation(value, entry.kind, entry.order)
    if entry.kind != SHORT and (value > 1 or any(entry.numbers[size:])):
        raise PhotoNotCleanedError  # its beginning could be an orientation
    return UPRIGHT


def _is_read_everywhere(block: ExifBlock) -> bool:
    """Return whether no value stands before the orientation at which Firefox may stop."""
    before = takewhile(lambda entry: entry.tag != _TAG, block.first.entries)
    return all(is_plain(block, entry) for entry in before)


def exif_of(found: Orientation) -> bytes:
    """Return a block of Exif that has nothing but an orientation."""
    numbers = ((_HEAD_BYTES, 4), (1, 2), (_TAG, 2), (found.kind, 2), (1, 4))
    value = found.value.to_bytes(_SIZES[found.kind], found.order).ljust(_VALUE_BYTES, b"\0")
    head = b"".join(number.to_bytes(size, found.order) for number, size in numbers)
    return BEGINNINGS[found.order] + head + value + bytes(4)
