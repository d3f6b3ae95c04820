"""Cleaning of a property's values: those that are read arrive, and none that could spell a text."""

import struct

import pytest

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.boxes import IsoBox
from source_interface.photos.heif_values import clean_property
from tests.source_interface.photos.samples import SECRET, box, cleaned, heif

CROP = struct.pack(">4IiIiI", 300, 1, 200, 1, -5, 2, 5, 2)


def left_of(kind: bytes, content: bytes) -> bytes:
    data = bytearray(box(kind, content))
    clean_property(data, IsoBox(kind, 0, 8, len(data)))
    return bytes(data[8:])


@pytest.mark.parametrize(
    ("kind", "content", "left"),
    [
        (b"irot", b"J", b"\2"),
        (b"imir", b"i", b"\1"),
        (b"a1op", b"\x1f", b"\x1f"),
        (b"a1lx", b"J" + bytes(6) + SECRET, bytes(7 + len(SECRET))),
        (b"a1lx", b"K" + bytes(12) + SECRET, b"\1" + bytes(12 + len(SECRET))),
        (b"a1lx", b"", b""),
        (b"colr", b"nclx\0\1\0\x0d\0\6\xff", b"nclx\0\1\0\x0d\0\6\x80"),
        (b"colr", b"nclc\0\1\0\x0d\0\6", b"nclc\0\1\0\x0d\0\6"),
        (b"pasp", struct.pack(">II", 4, 3), struct.pack(">II", 4, 3)),
        (b"clap", CROP, CROP),
        (b"pixi", b"\1\2\3\4\3\x08\x08\x08" + SECRET, b"\1\0\0\0\3\x08\x08\x08" + bytes(len(SECRET))),
    ],
)
def test_reserved_bits_and_further_bytes_become_zeros(kind: bytes, content: bytes, left: bytes) -> None:
    assert left_of(kind, content) == left


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param(b"pasp", b"Rahasia7", id="a shape of pixels"),
        pytest.param(b"pasp", b"Raha", id="half a shape"),
        pytest.param(b"clap", SECRET * 2 + SECRET[:10], id="a part of the picture"),
        pytest.param(b"mdcv", SECRET * 2 + b"!!", id="a screen"),
        pytest.param(b"colr", b"nclxRahasia", id="colours"),
        pytest.param(b"colr", b"nclx\0\1\0\x0d\0\6", id="colours without a range"),
        pytest.param(b"colr", b"Rah", id="colours of no kind"),
        pytest.param(b"pixi", b"\0\0\0\0\x0b" + SECRET, id="eleven channels"),
        pytest.param(b"pixi", b"\0\0\0\0", id="no number of channels"),
        pytest.param(b"pixi", b"\0\0\0\0\4Joko", id="depths that no picture has"),
        pytest.param(b"ispe", b"\0\0\0\0RahasiaJ", id="a size that no picture has"),
        pytest.param(b"ispe", b"\1" + bytes(11), id="a size of another version"),
        pytest.param(b"a1op", b"J", id="an operating point that no picture has"),
    ],
)
def test_values_beyond_their_range_are_refused(kind: bytes, content: bytes) -> None:
    with pytest.raises(PhotoNotCleanedError):
        left_of(kind, content)


@pytest.mark.parametrize("kind", [b"cclv", b"amve"])
def test_the_light_around_a_screen_never_arrives(kind: bytes) -> None:
    assert SECRET not in cleaned(heif(traces=b"gambar kedua", properties=[box(kind, SECRET * 3)]))
