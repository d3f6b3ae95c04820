"""A PNG chunk with values beyond their range is not kept, and one within it is."""

import struct

import pytest

from source_interface.errors import PhotoNotCleanedError
from tests.source_interface.photos.samples import PIXELS, PNG_SIGNATURE, chunk, cleaned

GREY, TRUE = 0, 2
SRGB_CHROMATICITIES = struct.pack(">8I", 31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000)
SCREEN = struct.pack(">8H", 35_400, 14_600, 8_500, 39_850, 6_550, 2_300, 15_635, 16_450)


def png_of(*chunks: bytes, depth: int = 8, colours: int = TRUE) -> bytes:
    """A PNG file of these chunks and two pixels."""
    header = struct.pack(">IIBBBBB", 2, 1, depth, colours, 0, 0, 0)
    parts = (chunk(b"IHDR", header), *chunks, chunk(b"IDAT", PIXELS), chunk(b"IEND", b""))
    return PNG_SIGNATURE + b"".join(parts)


@pytest.mark.parametrize(
    ("kind", "valid", "beyond"),
    [
        pytest.param(b"gAMA", struct.pack(">I", 45_455), b"Joko", id="gamma"),
        pytest.param(
            b"cHRM", SRGB_CHROMATICITIES, SRGB_CHROMATICITIES[:-4] + struct.pack(">I", 100_001), id="colours"
        ),
        pytest.param(b"sRGB", b"\3", b"J", id="intent"),
        pytest.param(b"cICP", b"\x09\x10\0\1", b"\x09\x10\1\1", id="a matrix"),
        pytest.param(b"cICP", b"\x09\x12\0\0", b"\x09\x12\0\2", id="a range of values"),
        pytest.param(
            b"mDCV",
            SCREEN + struct.pack(">II", 100_000_000, 1),
            SCREEN + struct.pack(">II", 100_000_001, 1),
            id="brightest",
        ),
        pytest.param(
            b"mDCV", SCREEN + bytes(8), struct.pack(">H", 50_001) + SCREEN[2:] + bytes(8), id="screen"
        ),
        pytest.param(b"cLLI", struct.pack(">II", 10_000_000, 500), b"B-3 0914", id="light"),
        pytest.param(b"sBIT", b"\5\6\5", b"\5\x09\5", id="more depth than there is"),
        pytest.param(b"sBIT", b"\x08\x08\x08", b"\x08\0\x08", id="no depth"),
        pytest.param(b"tRNS", b"\0\xff\0\x80\0\0", b"IDNIPB", id="transparent"),
    ],
)
def test_values_beyond_their_range_are_refused(kind: bytes, valid: bytes, beyond: bytes) -> None:
    data = png_of(chunk(kind, valid))
    assert cleaned(data) == data
    with pytest.raises(PhotoNotCleanedError):
        cleaned(png_of(chunk(kind, beyond)))


def test_the_depth_of_a_picture_bounds_its_transparency() -> None:
    clear = chunk(b"tRNS", b"\0\4")
    kept = png_of(clear, depth=4, colours=GREY)
    assert cleaned(kept) == kept
    with pytest.raises(PhotoNotCleanedError):
        cleaned(png_of(clear, depth=2, colours=GREY))


def test_the_colours_of_a_palette_have_eight_bits_and_its_transparency_any_value() -> None:
    palette, clear = chunk(b"PLTE", b"abcdef"), chunk(b"tRNS", b"\xff\x80")
    data = png_of(chunk(b"sBIT", b"\x08\x08\x08"), palette, clear, depth=1, colours=3)
    assert cleaned(data) == data
