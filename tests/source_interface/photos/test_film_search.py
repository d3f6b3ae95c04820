"""A film or a sound that a photo has beside its picture: cleaning leaves it out, and it must be known."""

from collections.abc import Callable

import pytest

from source_interface.photos.cleaner import PhotoCleaner
from tests.source_interface.photos.samples import FILM, box, heif, jpeg, png, webp

SOUND = box(b"ftyp", b"M4A \0\0\0\0M4A isom") + box(b"mdat", bytes(300))


def left_film(data: bytes, piece: int) -> bool:
    cleaner = PhotoCleaner()
    for start in range(0, len(data), piece):
        cleaner.feed(data[start : start + piece])
    cleaner.finish()
    return cleaner.left_film


@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
@pytest.mark.parametrize(
    ("make", "film"),
    [
        pytest.param(lambda film: jpeg(tail=film), FILM, id="behind a JPEG, as phones write it"),
        pytest.param(lambda film: jpeg(tail=b"SoundShot_000" + film), SOUND, id="a sound behind a JPEG"),
        pytest.param(lambda film: png(tail=film), FILM, id="behind a PNG"),
        pytest.param(lambda film: webp(tail=film), FILM, id="behind a WebP"),
        pytest.param(lambda film: heif() + box(b"mpvd", film), FILM, id="in the box of a HEIC"),
        pytest.param(lambda film: jpeg(tail=film), box(b"ftyp", b"hvc1\0\0\0\0"), id="of a rarer brand"),
        pytest.param(lambda film: jpeg(tail=film), b"RIFF\x10\n\0\0WAVEfmt ", id="a sound as RIFF"),
        pytest.param(lambda film: jpeg(tail=film), b"#!AMR\n" + bytes(32), id="a sound as AMR"),
    ],
)
def test_a_film_or_a_sound_that_is_left_out_is_found(
    make: Callable[[bytes], bytes], film: bytes, piece: int
) -> None:
    assert left_film(make(film), piece)
    assert not left_film(make(b""), piece)


def test_a_second_picture_is_no_film() -> None:
    assert not left_film(jpeg(tail=jpeg()), 100)
    assert not left_film(jpeg(tail=heif()), 100)
