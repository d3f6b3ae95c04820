"""In whichever odd shapes a picture comes, it looks the same when it is cleaned, and has none of what was put in."""

import hashlib
import io
import struct
from functools import cache
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from tests.pictures.made import MARK
from tests.pictures.odd import SHAPES, Shape, turned
from tests.source_interface.photos.samples import HUFFMAN_AC, cleaned, segment

_MOST = 1 << 16


def seen(data: bytes) -> tuple[str, tuple[int, int], str]:
    """What Pillow shows of a picture, turned the right way round."""
    with Image.open(io.BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image)
        return upright.mode, upright.size, hashlib.sha256(upright.convert("RGBA").tobytes()).hexdigest()


@cache
def pictures(kind: str) -> tuple[bytes, ...]:
    """Small pictures of this kind, as programs write them."""
    size = 40, 24
    noise = [Image.linear_gradient("L").resize(size), Image.radial_gradient("L").resize(size)]
    image = Image.merge("RGB", [*noise, noise[0].rotate(180)])
    grey, print_colours, few = image.convert("L"), image.convert("CMYK"), image.convert("P")
    ways: dict[str, list[tuple[Image.Image, dict[str, object]]]] = {
        ".jpg": [
            (image, {}),
            (image, {"progressive": True}),
            (image, {"restart_marker_blocks": 2}),
            (image, {"keep_rgb": True}),
            (grey, {}),
            (print_colours, {}),
        ],
        ".png": [(image, {}), (grey, {}), (few, {})],
        ".webp": [(image, {}), (image, {"lossless": True})],
    }
    made = []
    for source, settings_of in ways[kind]:
        file = io.BytesIO()
        source.save(file, {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP"}[kind], **settings_of)
        made.append(file.getvalue())
    return tuple(made)


@pytest.mark.parametrize("kind", [".jpg", ".png", ".webp"])
def test_a_picture_in_odd_shapes_looks_the_same_and_has_nothing_of_them(kind: str) -> None:
    shapes = st.lists(st.tuples(st.sampled_from(SHAPES[kind]), st.integers(0, _MOST)), max_size=6)

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from(pictures(kind)), shapes)
    def try_it(picture: bytes, chosen: list[tuple[Shape, int]]) -> None:
        data = picture
        for shape, number in chosen:
            data = shape(data, number)
        kept = cleaned(data)
        assert seen(kept) == seen(data)
        assert MARK.encode() not in kept

    try_it()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 47), st.sampled_from("<>"))
@example(21, ">")
def test_a_photo_is_turned_as_before_by_whichever_kind_of_number_says_so(number: int, order: str) -> None:
    """Programs differ in the types they read."""
    base = pictures(".jpg")[0]
    data = base[:2] + segment(0xE1, b"Exif\0\0" + turned(number, order)) + base[2:]
    assert seen(cleaned(data)) == seen(data)


_SIDE: Final = 16
_LENGTHS = b"\0" + bytes((0, 0, 0, 12)) + bytes(12) + bytes(range(12))
"""Huffman codes of four bits, each the number of bits of a difference."""


def _scan(levels: list[int]) -> bytes:
    """The coded data of one component, a level for each block."""
    bits, last = "", 0
    for level in levels:
        difference, last = level - last, level
        size = abs(difference).bit_length()
        value = difference if difference > 0 else difference + (1 << size) - 1
        bits += f"{size:04b}" + (f"{value:0{size}b}" if size else "") + "0"  # no AC coefficients
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8).replace(b"\xff", b"\xff\0")


@pytest.mark.parametrize("late", [True, False])
def test_components_with_a_scan_and_a_table_each_keep_their_colours(late: bool) -> None:
    tables = [segment(0xDB, bytes((name,)) + bytes([8 >> name]) * 64) for name in range(3)]
    frame = b"\x08" + struct.pack(">HHB", _SIDE, _SIDE, 3) + b"\1\x11\0\2\x11\1\3\x11\2"
    data = b"\xff\xd8" + segment(0xC0, frame) + segment(0xC4, _LENGTHS + HUFFMAN_AC[:-1] + b"\0")
    data += segment(0xDB, b"\3" + MARK.encode().ljust(64, b"!")) + b"".join(
        tables if not late else tables[:1]
    )
    for name in range(3):
        data += tables[name] if late and name else b""
        data += segment(0xDA, bytes((1, name + 1, 0, 0, 63, 0))) + _scan([50 * name, -30, 10 * name, 40])
    data += b"\xff\xd9"
    kept = cleaned(data)
    assert MARK.encode() in data
    assert MARK.encode() not in kept
    assert seen(kept) == seen(data)
