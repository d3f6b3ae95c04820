"""The number of pictures in a cleaned photo: programs may show one of them, and the officers can see all."""

import struct

import pytest

from source_interface.photos.cleaner import PhotoCleaner
from tests.source_interface.photos.samples import (
    IHDR,
    PIXELS,
    PNG_SIGNATURE,
    chunk,
    frame,
    frame_data,
    frames,
    heif,
    jpeg,
    overlays,
    png,
    riff,
    webp_of,
)

_STILL = riff(b"VP8 ", b"gambar")
_MOVING = riff(b"ANMF", bytes(16) + _STILL)
_EXTENDED = riff(b"VP8X", bytes((2, *bytes(9)))) + riff(b"ANIM", bytes(6))


def png_of(*chunks: bytes) -> bytes:
    return PNG_SIGNATURE + chunk(b"IHDR", IHDR) + b"".join(chunks) + chunk(b"IEND", b"")


def counted(data: bytes) -> int:
    cleaner = PhotoCleaner()
    cleaner.feed(data)
    cleaner.finish()
    return cleaner.pictures


@pytest.mark.parametrize(
    ("data", "pictures"),
    [
        pytest.param(jpeg(tail=jpeg()), 1, id="a second JPEG behind the end, which goes"),
        pytest.param(heif(), 1, id="a HEIC picture with a thumbnail, which goes"),
        pytest.param(heif(thumbnail=b"beda"), 2, id="two HEIC pictures"),
        pytest.param(heif(thumbnail=b"beda", flags=1), 1, id="a hidden HEIC picture, which goes"),
        pytest.param(overlays(5), 5, id="five HEIC pictures"),
        pytest.param(png_of(chunk(b"IDAT", PIXELS)), 1, id="a still PNG"),
        pytest.param(png(), 2, id="a still picture outside of its animation"),
        pytest.param(
            png_of(frames(2), frame(0), chunk(b"IDAT", PIXELS), frame(1), frame_data(2)),
            2,
            id="an animation that begins with the still picture",
        ),
        pytest.param(webp_of(_STILL), 1, id="a still WebP"),
        pytest.param(webp_of(_EXTENDED, _MOVING, _MOVING), 2, id="a WebP animation"),
    ],
)
def test_each_picture_that_stays_in_a_cleaned_photo_is_counted(data: bytes, pictures: int) -> None:
    assert counted(data) == pictures


def test_the_parts_of_a_picture_are_not_counted() -> None:
    """As phones write them: many tiles are shown together, and none alone."""
    data = heif(thumbnail=b"dimg", items=((1, b"iovl"), (2, b"Exif"), (3, b"hvc1"), (4, b"mime")))
    made_of = struct.pack(">HHH", 1, 1, 3)
    assert counted(data.replace(struct.pack(">HHH", 3, 1, 1), made_of)) == 1
