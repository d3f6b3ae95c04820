"""The frame of a JPEG file (ITU-T T.81, B.2.2), and what each scan codes of its components (B.2.3).

What is coded twice is shown once, so that the other could carry anything: it is refused.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from source_interface.errors import PhotoNotCleanedError

FRAMES: Final = frozenset((0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA, 0xCB))  # no hierarchy
_PROGRESSIVE: Final = frozenset((0xC2, 0xCA))
_LOSSLESS: Final = frozenset((0xC3, 0xCB))
_FIRST_ARITHMETIC: Final = 0xC9
_MOST_COMPONENTS: Final = 4
_LAST_COEFFICIENT: Final = 63
_ALL_COEFFICIENTS: Final = bytes((0, _LAST_COEFFICIENT, 0))
_ALL_AT_ONCE: Final = range(1)
_NOTHING: Final = 0
"""The bits coded before of a coefficient whose first bits a scan has."""


@dataclass(frozen=True, slots=True)
class ScanComponent:
    """A component in a scan: its place in the frame, and its tables for DC and for AC coefficients."""

    index: int
    dc: int
    ac: int


@dataclass(frozen=True, slots=True)
class JpegScan:
    """The head of a scan: components, first and last coefficient, the bits coded before and those left for later."""

    body: bytes
    components: tuple[ScanComponent, ...]
    first: int
    last: int
    before: int
    after: int


class JpegFrame:
    """The frame, and how far its components are coded."""

    def __init__(self, marker: int, body: bytes) -> None:
        if len(body) < 6 or not 1 <= body[5] <= _MOST_COMPONENTS or len(body) != 6 + 3 * body[5]:
            raise PhotoNotCleanedError
        self.marker, self.body = marker, body
        self.size = int.from_bytes(body[3:5]), int.from_bytes(body[1:3])
        self.is_progressive = marker in _PROGRESSIVE
        self.is_lossless = marker in _LOSSLESS
        self.is_arithmetic = marker >= _FIRST_ARITHMETIC
        self._names = body[6::3]
        if len(set(self._names)) < len(self._names):  # programs differ in which one a scan means
            raise PhotoNotCleanedError
        self.quantisation = body[8::3]
        """The number of each component's quantisation table."""
        self._left: dict[tuple[int, int], int] = {}  # bits that a coefficient of a component lacks

    def scan(self, body: bytes) -> JpegScan:
        """Return the head of the next scan.

        Refuse one that codes again what is coded, or whose components stand in another order than in the frame.
        """
        if not body or not 1 <= body[0] <= _MOST_COMPONENTS or len(body) != 4 + 2 * body[0]:
            raise PhotoNotCleanedError
        components = [
            ScanComponent(self._index(body[place]), body[place + 1] >> 4, body[place + 1] & 0xF)
            for place in range(1, len(body) - 3, 2)
        ]
        if any(behind.index <= component.index for component, behind in pairwise(components)):
            raise PhotoNotCleanedError
        if not self.is_progressive and not self.is_lossless:
            body = body[:-3] + _ALL_COEFFICIENTS  # programs take no notice of anything else
        first, last, bits = body[-3:]
        scan = JpegScan(body, tuple(components), first, last, bits >> 4, bits & 0xF)
        self._code(scan)
        return scan

    def _index(self, name: int) -> int:
        """Return the place of the component of this name."""
        index = self._names.find(name)
        if index < 0:
            raise PhotoNotCleanedError
        return index

    def _code(self, scan: JpegScan) -> None:
        if self.is_progressive and not _is_progression(scan):
            raise PhotoNotCleanedError
        coefficients = range(scan.first, scan.last + 1) if self.is_progressive else _ALL_AT_ONCE
        before, after = (scan.before, scan.after) if self.is_progressive else (_NOTHING, 0)
        for component in scan.components:
            for coefficient in coefficients:
                key = component.index, coefficient
                if before != self._left.get(key, _NOTHING) or (key in self._left and before == _NOTHING):
                    raise PhotoNotCleanedError
                self._left[key] = after


def _is_progression(scan: JpegScan) -> bool:
    """Return whether a scan is one of the steps that a progressive picture may have (G.1.1.1)."""
    if scan.before and scan.after != scan.before - 1:
        return False
    if scan.first == 0:
        return scan.last == 0
    return scan.first <= scan.last <= _LAST_COEFFICIENT and len(scan.components) == 1
