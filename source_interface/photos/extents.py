"""The parts of a HEIF file that hold its pictures: all else of the data is overwritten on its way through."""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from source_interface.errors import PhotoNotCleanedError


@dataclass(frozen=True, slots=True, order=True)
class Extent:
    """A part of the data, from its first byte up to the one behind its last."""

    start: int
    end: int


def merged(extents: Iterable[Extent]) -> list[Extent]:
    """Return the same parts in order, each byte once."""
    found: list[Extent] = []
    for extent in sorted(extents):
        if found and extent.start <= found[-1].end:
            found[-1] = Extent(found[-1].start, max(found[-1].end, extent.end))
        else:
            found.append(extent)
    return found


def require_apart(kept: list[Extent], others: Iterable[Extent]) -> None:
    """Refuse metadata that shares bytes with a picture: `kept` is merged."""
    starts = [extent.start for extent in kept]
    for other in others:
        place = bisect_right(starts, other.end - 1) - 1
        if other.start < other.end and place >= 0 and kept[place].end > other.start:
            raise PhotoNotCleanedError


def gaps(kept: list[Extent], end: int) -> Iterator[Extent]:
    """Yield what is between the kept parts of `end` bytes; refuse parts behind that end."""
    if kept and kept[-1].end > end:  # before anything is made as long as a stranger's number says
        raise PhotoNotCleanedError
    place = 0
    for extent in kept:
        yield Extent(place, extent.start)
        place = extent.end
    yield Extent(place, end)


class PictureMask:
    """A mask that lets kept parts pass, in order of their places in the file."""

    def __init__(self, kept: list[Extent]) -> None:
        self._left = deque(kept)

    def masked(self, start: int, data: bytes) -> bytes:
        """Return data that stands at `start`, with zeros where nothing is kept.

        Raises `PhotoNotCleanedError` if a kept part began before, where no data was.
        """
        passed, end = bytearray(len(data)), start + len(data)
        while self._left and self._left[0].start < end:
            extent = self._left.popleft()
            if extent.start < start:
                raise PhotoNotCleanedError
            stop = min(extent.end, end)
            passed[extent.start - start : stop - start] = data[extent.start - start : stop - start]
            if stop < extent.end:
                self._left.appendleft(Extent(stop, extent.end))
                break
        return bytes(passed)

    def require_all(self) -> None:
        """Refuse a file in which a kept part was not found."""
        if self._left:
            raise PhotoNotCleanedError
