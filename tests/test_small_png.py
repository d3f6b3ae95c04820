"""A picture that was made small shows the same."""

import struct
import zlib
from pathlib import Path

import pytest

from tests.browsers.interface import Browser
from tests.small_png import pixels, small

PAGE = "data:text/html,<title>x</title><h1>Judul</h1><p style='background:%23ffe;border:3px solid %23036'>Isi</p>"


def palette_pixels(png: bytes) -> list[bytes]:
    """The rows of what `small` writes, looked up in its palette."""
    at, chunks = 8, {}
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        data = png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length)[0] == zlib.crc32(png[at + 4 : at + 8] + data)
        chunks[png[at + 4 : at + 8]] = data
        at += length + 12
    width, height = struct.unpack_from(">II", chunks[b"IHDR"])
    palette, raw = chunks[b"PLTE"], zlib.decompress(chunks[b"IDAT"])
    rows = [raw[row * (width + 1) + 1 : (row + 1) * (width + 1)] for row in range(height)]
    return [b"".join(palette[3 * index : 3 * index + 3] for index in row) for row in rows]


def test_a_small_picture_shows_the_page_as_the_browser_took_it(chromium: Browser, tmp_path: Path) -> None:
    chromium.open(PAGE)
    chromium.screenshot(tmp_path / "page.png", 320, 200)
    taken = (tmp_path / "page.png").read_bytes()
    width, before = pixels(taken)
    after = palette_pixels(small(taken))
    assert width == 320
    assert len(before) == len(after)
    wrong = [
        abs(a - b) for old, new in zip(before, after, strict=True) for a, b in zip(old, new, strict=True)
    ]
    assert max(wrong) <= 32
    assert bytes.fromhex("003366") in b"".join(after)
    assert len(small(taken)) < len(taken)


def test_what_is_no_picture_of_a_browser_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)
    with pytest.raises(ValueError, match="not a browser's picture"):
        small(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + b"IHDR" + header + bytes(4))
