"""Curves and tables of a colour profile (ICC.1:2022, section 10): the parts of each that are read.

All that they name must lie inside them. Readers go on behind the end of one that is too short, into bytes that are
zeros once the profile is cleaned: they would show other colours than before.
"""

from collections.abc import Iterator
from math import prod
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.extents import Extent

_TYPE: Final = Extent(0, 4)
_PARAMETERS: Final = (1, 3, 4, 5, 7)
"""The count of numbers that a parametric curve of each function has."""
_HEADER: Final = 32
_MATRIX_BYTES: Final = 4 * 12
_GRID: Final = 16
"""The most inputs of a table; behind their numbers of points stands the length of a value."""
_VALUE_BYTES: Final = frozenset((1, 2))
_MOST_ELEMENTS: Final = 100
"""Real ones have ten at most; each costs time."""


def read_parts(tag: bytes) -> Iterator[Extent]:
    """Yield the parts of this tag that readers read, none if it has no colours.

    Raises `PhotoNotCleanedError` for a table that nothing is read from: it could carry anything.
    """
    kind = tag[:4]
    if kind in _LENGTHS:
        yield from (_TYPE, Extent(8, _LENGTHS[kind]))
    elif kind in _TABLES:
        if len(tag) < _HEADER:
            raise PhotoNotCleanedError
        yield from _TABLES[kind](tag)
    else:
        yield from _curve_parts(tag, 0)


def _curve_parts(data: bytes, start: int) -> Iterator[Extent]:
    kind = data[start : start + 4]
    if kind == b"curv":
        yield from _moved(start, _TYPE, Extent(8, 12 + 2 * _number(data, start + 8, 4)))
    elif kind == b"para":
        function = _number(data, start + 8, 2)
        if function >= len(_PARAMETERS):
            raise PhotoNotCleanedError
        yield from _moved(start, _TYPE, Extent(8, 10), Extent(12, 12 + 4 * _PARAMETERS[function]))


def _moved(start: int, *parts: Extent) -> Iterator[Extent]:
    return (Extent(start + part.start, start + part.end) for part in parts)


def _8_bit_table(table: bytes) -> Iterator[Extent]:
    inputs, outputs, points = _dimensions(table)
    yield from (_TYPE, Extent(8, 11), Extent(12, 48))
    yield Extent(48, 48 + 256 * inputs + points**inputs * outputs + 256 * outputs)


def _16_bit_table(table: bytes) -> Iterator[Extent]:
    inputs, outputs, points = _dimensions(table)
    before, after = _number(table, 48, 2), _number(table, 50, 2)
    yield from (_TYPE, Extent(8, 11), Extent(12, 52))
    yield Extent(52, 52 + 2 * (before * inputs + points**inputs * outputs + after * outputs))


def _dimensions(table: bytes) -> tuple[int, int, int]:
    """Return the numbers of inputs, of outputs, and of points for each input."""
    inputs, outputs, points = table[8:11]
    _require_channels(inputs, outputs)
    if points == 1:  # no grid; 0 means that there is none
        raise PhotoNotCleanedError
    return inputs, outputs, points


def _functions(table: bytes) -> Iterator[Extent]:
    """Yield curves, matrix and points; those next to the connection space are called B."""
    inputs, outputs = table[8:10]
    _require_channels(inputs, outputs)
    near, far = (outputs, inputs) if table[:4] == b"mAB " else (inputs, outputs)
    b, matrix, m, points, a = (_number(table, place, 4) for place in range(12, _HEADER, 4))
    yield from (_TYPE, Extent(8, 10), Extent(12, _HEADER))
    if b:
        yield from _curves(table, b, near)
    if matrix:
        yield Extent(matrix, matrix + _MATRIX_BYTES)
    if m:
        yield from _curves(table, m, near)
    if points:
        yield from _points(table, points, inputs, outputs)
    if a:
        yield from _curves(table, a, far)


def _curves(table: bytes, start: int, count: int) -> Iterator[Extent]:
    end = start
    for _ in range(count):
        start = end + -end % 4
        parts = list(_curve_parts(table, start))
        if not parts or parts[-1].end > len(table):
            raise PhotoNotCleanedError
        yield from parts
        end = parts[-1].end


def _points(table: bytes, start: int, inputs: int, outputs: int) -> Iterator[Extent]:
    grid, value_bytes = table[start : start + inputs], _number(table, start + _GRID, 1)
    if inputs > _GRID or value_bytes not in _VALUE_BYTES:
        raise PhotoNotCleanedError
    yield from _moved(start, Extent(0, len(grid)), Extent(_GRID, _GRID + 1))
    yield from _moved(start, Extent(20, 20 + prod(grid) * outputs * value_bytes))


def _elements(table: bytes) -> Iterator[Extent]:
    count = _number(table, 12, 4)
    _require_channels(_number(table, 8, 2), _number(table, 10, 2), count)
    if count > _MOST_ELEMENTS:
        raise PhotoNotCleanedError
    yield from (_TYPE, Extent(8, 16 + 8 * count))
    for at in range(16, 16 + 8 * count, 8):
        start = _number(table, at, 4)
        yield Extent(start, start + _number(table, at + 4, 4))


def _require_channels(*numbers: int) -> None:
    if not all(numbers):
        raise PhotoNotCleanedError


def _number(table: bytes, start: int, size: int) -> int:
    return int.from_bytes(table[start : start + size])


_LENGTHS: Final = {b"XYZ ": 20, b"sf32": 8 + 4 * 9, b"cicp": 12}
_TABLES: Final = {
    b"mft1": _8_bit_table,
    b"mft2": _16_bit_table,
    b"mAB ": _functions,
    b"mBA ": _functions,
    b"mpet": _elements,
}
