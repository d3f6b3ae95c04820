"""A photo is refused that browsers show in another size by what Exif tells of its density."""

import struct

import pytest

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.orientation import kept_exif

Fraction = tuple[int, int]

_SHORT, _LONG, _RATIONAL = 3, 4, 5
_SIZE = (4000, 3000)
_INCH, _CENTIMETRE = 2, 3


def entry(tag: int, kind: int, value: int) -> bytes:
    return struct.pack("<HHII", tag, kind, 1, value)


def dense(
    pixels: tuple[int, int] = (2000, 1500),
    across: Fraction = (144, 1),
    down: Fraction = (144, 1),
    unit: int | None = _INCH,
    further: bytes = b"",
) -> bytes:
    """Return a block of Exif that tells a resolution, and in the directory of Exif the size of a picture."""
    units = [] if unit is None else [entry(0x0128, _SHORT, unit)]
    count = 3 + len(units)
    values = 8 + 2 + 12 * count + 4
    first = [
        entry(0x011A, _RATIONAL, values),
        entry(0x011B, _RATIONAL, values + 8),
        *units,
        entry(0x8769, _LONG, values + 16),
    ]
    sizes = [entry(0xA002, _LONG, pixels[0]), entry(0xA003, _LONG, pixels[1]), further]
    return (
        struct.pack("<4sIH", b"II*\0", 8, count)
        + b"".join(first)
        + struct.pack("<IIIII", 0, *across, *down)
        + struct.pack("<H", 2 + bool(further))
        + b"".join(sizes)
        + bytes(4)
    )


def unread(told: bytes) -> bytes:
    """Return the block, so long that the fraction of the first entry stands behind what is read of it."""
    return (told[:18] + struct.pack("<I", 1 << 16) + told[22:]).ljust(1 << 16, b"\0")


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(dense(), id="half its size"),
        pytest.param(dense((500, 3000), (576, 1), (72, 1)), id="as a narrow strip"),
        pytest.param(dense((8000, 6000), (36, 1), (36, 1)), id="twice its size"),
        pytest.param(dense((2000, 1500), (5669, 100), (5669, 100), _CENTIMETRE), id="in centimetres"),
        pytest.param(dense(unit=None), id="without a unit"),
        pytest.param(dense()[:-6], id="in an entry that is cut off"),
        pytest.param(dense((2001, 1499)), id="rounded"),
        pytest.param(dense((4000, 3000), further=entry(0xA002, _LONG, 2000)), id="in two sizes"),
        pytest.param(unread(dense()), id="at a resolution beyond what is read"),
    ],
)
def test_a_photo_that_browsers_show_in_another_size_is_refused(told: bytes) -> None:
    with pytest.raises(PhotoNotCleanedError):
        kept_exif(told, _SIZE)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(dense(_SIZE, (300, 1), (300, 1)), id="its own size, at some resolution"),
        pytest.param(dense(_SIZE, (72, 1), (72, 1)), id="its own size, and its own resolution"),
        pytest.param(dense((4032, 3024), (72, 1), (72, 1)), id="the size before it was cut"),
        pytest.param(dense((4001, 3000), (72, 1), (72, 1)), id="a size that is a pixel off"),
        pytest.param(dense((3000, 4000), (96, 1), (96, 1)), id="the size before it was turned"),
        pytest.param(dense((2000, 1500), (0, 1), (144, 0)), id="no resolution"),
        pytest.param(dense(unit=1), id="a resolution of no unit"),
    ],
)
def test_a_photo_that_all_programs_show_in_its_own_size_is_kept(told: bytes) -> None:
    assert kept_exif(told, _SIZE) == b""
