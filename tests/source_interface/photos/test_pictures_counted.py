"""The number of pictures in a cleaned photo: programs may show one of them, and the officers can see all."""

import pytest

from source_interface.errors import PhotoNotCleanedError
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
    made_of,
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
    """Phones write many tiles like that: shown together, and hidden by themselves."""
    items = ((1, b"iovl"), (2, b"Exif"), (3, b"hvc1"), (4, b"mime"))
    hidden, in_sight = (
        heif(thumbnail=b"abcd", items=items, flags=flags, references=made_of(1, 3)) for flags in (1, 0)
    )
    assert counted(hidden) == 1
    # Some programs list it by itself; of a picture beyond the edge of the whole they alone would tell.
    assert counted(in_sight) == 2


def two_pictures(kind: bytes, *references: bytes) -> bytes:
    """A HEIF file of two pictures, and an item 2 of this kind, which are made of others."""
    items = ((1, b"hvc1"), (2, kind), (3, b"hvc1"), (4, b"mime"))
    return heif(thumbnail=b"abcd", items=items, references=b"".join(references))


def test_a_picture_that_only_what_is_left_out_is_made_of_is_counted() -> None:
    assert counted(two_pictures(b"mime", made_of(2, 3))) == 2
    assert counted(two_pictures(b"mime")) == 2


def test_a_picture_in_sight_that_only_a_hidden_one_is_made_of_is_refused() -> None:
    items = ((1, b"hvc1"), (2, b"mime"), (3, b"iovl"), (4, b"hvc1"))
    with pytest.raises(PhotoNotCleanedError):
        counted(heif(thumbnail=b"abcd", items=items, flags=1, references=made_of(3, 4)))


def test_a_gain_map_is_not_counted() -> None:
    assert counted(two_pictures(b"tmap", made_of(2, 1, 3))) == 1


@pytest.mark.parametrize(
    "references",
    [
        pytest.param([made_of(1, 3)], id="the primary one of the other"),
        pytest.param([made_of(3, 1)], id="the other of the primary one"),
        pytest.param([made_of(3, 3)], id="the other of itself"),
    ],
)
def test_a_coded_picture_that_is_made_of_others_is_refused(references: list[bytes]) -> None:
    with pytest.raises(PhotoNotCleanedError):
        counted(two_pictures(b"mime", *references))


def test_pictures_that_are_made_of_each_other_are_refused() -> None:
    """Otherwise both would count as parts, and go without a word."""
    items = ((1, b"hvc1"), (2, b"iovl"), (3, b"iovl"), (4, b"mime"))
    around = made_of(2, 3) + made_of(3, 2)
    with pytest.raises(PhotoNotCleanedError):
        counted(heif(thumbnail=b"abcd", items=items, references=around))
