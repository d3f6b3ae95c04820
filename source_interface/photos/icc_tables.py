"""Curves and tables of a colour profile (ICC.1:2022, section 10): all that they name must lie inside them.

Readers go on behind the end of one that is too short, into bytes that are zeros once the profile is cleaned. They would
show other colours than before.
"""

from math import prod
from typing import Final

from source_interface.errors import PhotoNotCleanedError

TABLES: Final = frozenset((b"mft1", b"mft2", b"mAB ", b"mBA ", b"mpet"))
_PARAMETERS: Final = (1, 3, 4, 5, 7)
"""The count of numbers that a parametric curve of each function has."""
_HEADER: Final = 32
_MATRIX_BYTES: Final = 4 * 12
_GRID: Final = 16
"""The most inputs of a table; behind their numbers of points stands the length of a value."""


def curve_bytes(curve: bytes) -> int:
    """Return how many bytes a curve that begins so has; 0 if it is none."""
    if curve[:4] == b"curv":
        return 12 + 2 * int.from_bytes(curve[8:12])
    if curve[:4] == b"para":
        return 12 + 4 * _PARAMETERS[min(int.from_bytes(curve[8:10]), len(_PARAMETERS) - 1)]
    return 0


def require_whole(table: bytes) -> None:
    """Raise `PhotoNotCleanedError` unless this table, of a kind in `TABLES`, holds all that it names."""
    end = _END[table[:4]](table) if len(table) >= _HEADER else _HEADER
    if end > len(table):
        raise PhotoNotCleanedError


def _end_of_8_bit_table(table: bytes) -> int:
    inputs, outputs, points = table[8:11]
    return 48 + 256 * inputs + prod([points] * inputs) * outputs + 256 * outputs


def _end_of_16_bit_table(table: bytes) -> int:
    inputs, outputs, points = table[8:11]
    before, after = _number(table, 48, 2), _number(table, 50, 2)
    return 52 + 2 * (before * inputs + prod([points] * inputs) * outputs + after * outputs)


def _end_of_functions(table: bytes) -> int:
    """Return where the last of curves, matrix and points ends; those next to the connection space are called B."""
    inputs, outputs = table[8:10]
    near, far = (outputs, inputs) if table[:4] == b"mAB " else (inputs, outputs)
    b, matrix, m, points, a = (_number(table, place, 4) for place in range(12, _HEADER, 4))
    return max(
        _end_of_curves(table, b, near),
        matrix and matrix + _MATRIX_BYTES,
        _end_of_curves(table, m, near),
        points and _end_of_points(table, points, inputs, outputs),
        _end_of_curves(table, a, far),
    )


def _end_of_curves(table: bytes, start: int, count: int) -> int:
    if not start:
        return 0
    end = start
    for _ in range(count):
        start = end + -end % 4
        end = start + curve_bytes(table[start : start + 12])
        if not start < end <= len(table):
            raise PhotoNotCleanedError
    return end


def _end_of_points(table: bytes, start: int, inputs: int, outputs: int) -> int:
    grid, value_bytes = table[start : start + min(inputs, _GRID)], _number(table, start + _GRID, 1)
    return start + 20 + prod(grid) * outputs * value_bytes


def _end_of_elements(table: bytes) -> int:
    count = _number(table, 12, 4)
    if 16 + 8 * count > len(table):
        raise PhotoNotCleanedError
    places = range(16, 16 + 8 * count, 8)
    return max((_number(table, at, 4) + _number(table, at + 4, 4) for at in places), default=0)


def _number(table: bytes, start: int, size: int) -> int:
    return int.from_bytes(table[start : start + size])


_END: Final = {
    b"mft1": _end_of_8_bit_table,
    b"mft2": _end_of_16_bit_table,
    b"mAB ": _end_of_functions,
    b"mBA ": _end_of_functions,
    b"mpet": _end_of_elements,
}
