"""The tables of a JPEG file (ITU-T T.81, B.2.4), each written before the first scan that needs it.

A file may have more tables than its picture needs, or replace one before anything was decoded with it. Such a table
could carry anything, and is left out.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.jpeg_frame import JpegFrame, JpegScan

_QUANTISATION, _HUFFMAN, _ARITHMETIC, _RESTART = 0xDB, 0xC4, 0xCC, 0xDD
TABLES: Final = frozenset((_QUANTISATION, _HUFFMAN, _ARITHMETIC, _RESTART))
_AC: Final = 0x10
"""Added to the number of a table for AC coefficients."""
_MOST_TABLES: Final = 4
_MOST_CONDITIONS: Final = 16
_MOST_HUFFMAN_BYTES: Final = 17 + 256
_NO_RESTART: Final = bytes(2)


class JpegTables:
    """The tables since they were last written, the newest of each number."""

    def __init__(self) -> None:
        self._quantisation: dict[int, bytes] = {}
        self._huffman: dict[int, bytes] = {}
        self._arithmetic: dict[int, bytes] = {}
        self._restart = self._restart_written = _NO_RESTART
        self._quantised: set[int] = set()  # components whose table is fixed by their first scan

    def take(self, marker: int, body: bytes) -> None:
        """Keep the tables of a segment."""
        if marker == _QUANTISATION:
            for table in _split(body, lambda at: 129 if body[at] >> 4 else 65):
                self._quantisation[_number(table[0] & 0xF, _MOST_TABLES)] = table
        elif marker == _HUFFMAN:
            for table in _split(body, lambda at: 17 + sum(body[at + 1 : at + 17])):
                _number(table[0] & ~_AC, _MOST_TABLES)
                if len(table) > _MOST_HUFFMAN_BYTES:
                    raise PhotoNotCleanedError
                self._huffman[table[0]] = table
        elif marker == _ARITHMETIC:
            for table in _split(body, lambda _at: 2):
                _number(table[0] & ~_AC, _MOST_CONDITIONS)
                if table[0] < _AC and table[1] & 0xF > table[1] >> 4:  # lower bound above the upper one
                    raise PhotoNotCleanedError
                self._arithmetic[table[0]] = table
        elif len(body) == len(_NO_RESTART):
            self._restart = body
        else:
            raise PhotoNotCleanedError

    def needed(self, frame: JpegFrame, scan: JpegScan) -> Iterator[tuple[int, bytes]]:
        """Yield the segments of the tables that a scan needs and that were not written yet, each with its marker."""
        yield from _segment(_HUFFMAN, self._huffman, _coding(frame, scan, arithmetic=False))
        yield from _segment(_ARITHMETIC, self._arithmetic, _coding(frame, scan, arithmetic=True))
        if self._restart != self._restart_written:
            yield _RESTART, self._restart
            self._restart_written = self._restart

    def needed_quantisation(self, frame: JpegFrame, scan: JpegScan) -> Iterator[tuple[int, bytes]]:
        """Yield the segment of the quantisation tables that a scan is the first to need, with its marker."""
        new = {component.index for component in scan.components} - self._quantised
        self._quantised |= new
        if not frame.is_lossless:
            yield from _segment(
                _QUANTISATION, self._quantisation, (frame.quantisation[index] for index in new)
            )


def _coding(frame: JpegFrame, scan: JpegScan, *, arithmetic: bool) -> Iterator[int]:
    """Yield the numbers of the tables by which a scan is coded."""
    if frame.is_arithmetic != arithmetic:
        return
    refines = scan.first == 0 and scan.before > 0  # bits of DC coefficients are written as they are
    needs_dc = not frame.is_progressive or (scan.first == 0 and not refines)
    needs_ac = not frame.is_lossless and (not frame.is_progressive or scan.first > 0)
    for component in scan.components:
        if needs_dc:
            yield component.dc
        if needs_ac:
            yield _AC + component.ac


def _segment(marker: int, tables: dict[int, bytes], numbers: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Yield one segment of these tables, which are gone then; those that are not there were written before."""
    body = b"".join(tables.pop(number) for number in sorted(set(numbers)) if number in tables)
    if body:
        yield marker, body


def _split(body: bytes, length: Callable[[int], int]) -> Iterator[bytes]:
    """Yield the tables of a segment, which must fill it."""
    start = 0
    while start < len(body):
        end = start + length(start)
        if end > len(body):
            raise PhotoNotCleanedError
        yield body[start:end]
        start = end


def _number(found: int, most: int) -> int:
    """Return the number of a table; refuse one that is beyond those that can be there."""
    if found >= most:
        raise PhotoNotCleanedError
    return found
