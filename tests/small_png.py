"""Pictures of pages made small: print has few colours, so one byte a pixel says what three said before."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEADER: Final = ">IIBBBBB"
_RGB: Final = 3
_COLOURS: Final = 256


def pixels(png: bytes) -> tuple[int, list[bytes]]:
    """Width, and the rows of a browser's PNG: three bytes a pixel, not interlaced; `ValueError` for other kinds."""
    chunks = list(_chunks(png))
    width, height, *kind = struct.unpack(_HEADER, chunks[0][1])
    if kind != [8, 2, 0, 0, 0]:
        raise ValueError(f"not a browser's picture: {kind}")
    raw = zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT"))
    length = width * _RGB + 1
    rows, before = [], bytes(width * _RGB)
    for start in range(0, height * length, length):
        before = _unfiltered(raw[start], raw[start + 1 : start + length], before)
        rows.append(before)
    return width, rows


def small(png: bytes) -> bytes:
    """The same picture with a palette. Beyond 256 colours the rarest, edges of letters, become their nearest."""
    width, rows = pixels(png)
    lines = [[row[at : at + _RGB] for at in range(0, len(row), _RGB)] for row in rows]
    found = [colour for colour, _ in Counter(colour for line in lines for colour in line).most_common()]
    palette = found[:_COLOURS]
    places = {colour: place for place, colour in enumerate(palette)}
    places |= {colour: places[_nearest(colour, palette)] for colour in found[_COLOURS:]}
    data = b"".join(b"\0" + bytes(places[colour] for colour in line) for line in lines)
    header = struct.pack(_HEADER, width, len(rows), 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", b"".join(palette)),
        (b"IDAT", zlib.compress(data, 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _nearest(colour: bytes, palette: list[bytes]) -> bytes:
    return min(
        palette, key=lambda candidate: sum((a - b) ** 2 for a, b in zip(candidate, colour, strict=True))
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    """A row as it was before the filter of this kind (PNG, section 9)."""
    row = bytearray(_RGB) + line  # what lies left of the row counts as zero
    up = bytes(_RGB) + above
    for at in range(_RGB, len(row)):
        left, over, corner = row[at - _RGB], up[at], up[at - _RGB]
        guess = (0, left, over, (left + over) // 2, _paeth(left, over, corner))[kind]
        row[at] = (row[at] + guess) & 0xFF
    return bytes(row[_RGB:])


def _paeth(left: int, over: int, corner: int) -> int:
    estimate = left + over - corner
    return min((left, over, corner), key=lambda neighbour: abs(estimate - neighbour))
