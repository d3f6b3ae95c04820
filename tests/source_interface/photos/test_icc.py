"""Colour profiles by themselves: what their tags may cost, and none that programs would use only once it is cleaned."""

import struct
import time
import zlib

import pytest

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.icc import MOST_BYTES, clean_profile
from tests.source_interface.photos import samples
from tests.source_interface.photos.samples import SECRET, chunk, cleaned, jpeg, png, profile, segment

MOST_TAGS = 100
TABLES = b"A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 D2B0 D2B1 D2B2 D2B3 B2D0 B2D1 B2D2 B2D3".split()
D50 = profile(clean=True)[68:80]
LAST_PIECE = segment(0xE2, b"ICC_PROFILE\0\2\2" + profile()[100:])
DIMENSIONS = b"\1\1\2"
"""An input, an output, and two points."""
MOST_POINTS = 88
"""So many for each of three colours that a table of them has two megabytes."""


def profile_of(tags: int) -> bytes:
    """A profile as large as may be, whose tags all name the same place."""
    first = 128 + 4 + 12 * MOST_TAGS
    entries = [struct.pack(">4sII", name, first, MOST_BYTES - first) for name in TABLES[:tags]]
    table = struct.pack(">I", len(entries)) + b"".join(entries)
    head = struct.pack(">I", MOST_BYTES) + bytes(8) + b"mntrRGB XYZ " + bytes(12) + b"acsp"
    content = struct.pack(">4s4x4B", b"mft1", 3, 3, MOST_POINTS, 0).ljust(MOST_BYTES - first, b"\1")
    return ((head.ljust(68, b"\0") + D50).ljust(128, b"\0") + table).ljust(first, b"\0") + content


def seconds_for(profile: bytes) -> float:
    began = time.process_time()
    for _time in range(5):
        assert clean_profile(profile).count(b"\1") > 3 * MOST_POINTS**3
    return time.process_time() - began


def test_tags_that_share_a_place_cost_no_more_than_one() -> None:
    assert seconds_for(profile_of(len(TABLES))) < 5 * seconds_for(profile_of(1))


def with_tags(*tags: tuple[bytes, int, int], size: int = 300) -> bytes:
    """A profile that says this size, with these tags and 200 bytes behind them."""
    table = struct.pack(">I", len(tags)) + b"".join(struct.pack(">4sII", *tag) for tag in tags)
    data = profile(clean=True)[4:128] + table
    return struct.pack(">I", size) + data + bytes(size - 4 - len(data) + 100)


@pytest.mark.parametrize(
    "tags",
    [
        pytest.param([(b"abcd", 200, 0)], id="without a byte"),
        pytest.param([(b"abcd", 200, 3)], id="without a type"),
        pytest.param([(b"abcd", 290, 20)], id="behind the size that the profile says"),
        pytest.param([(b"abcd", 200, 8), (b"abcd", 210, 8)], id="twice"),
    ],
)
def test_a_profile_with_a_tag_that_makes_programs_pass_over_it_is_refused(
    tags: list[tuple[bytes, int, int]],
) -> None:
    """Even if nothing is shown with it: without it they would use the profile."""
    assert clean_profile(with_tags((b"abcd", 200, 8), (b"efgh", 210, 8)))
    with pytest.raises(PhotoNotCleanedError):
        clean_profile(with_tags(*tags))


def test_a_profile_of_more_tags_than_programs_take_is_refused() -> None:
    tags = [(f"t{number:03}".encode(), 2_000, 8) for number in range(MOST_TAGS + 1)]
    assert clean_profile(with_tags(*tags[:-1], size=2_100))
    with pytest.raises(PhotoNotCleanedError):
        clean_profile(with_tags(*tags, size=2_100))


def with_table(content: bytes) -> bytes:
    """A profile of one table, and zeros behind it."""
    tag = b"\0\0\0\1A2B0" + struct.pack(">II", 144, len(content))
    data = profile(clean=True)[4:128] + tag + content + bytes(2_000)
    return struct.pack(">I", 4 + len(data)) + data


def functions(
    *, b: int = 0, matrix: int = 0, m: int = 0, points: int = 0, a: int = 0, body: bytes = b""
) -> bytes:
    return struct.pack(">4s4xBB2x5I", b"mAB ", 1, 1, b, matrix, m, points, a) + body


CURVE = b"curv\0\0\0\0\0\0\0\0"
POINTS = b"\2".ljust(16, b"\0") + b"\1\0\0\0" + b"ab"


@pytest.mark.parametrize(
    ("whole", "end"),
    [
        pytest.param(b"mft1".ljust(8, b"\0") + DIMENSIONS + bytes(37 + 256 + 2 + 256), 562, id="8 bits"),
        pytest.param(
            b"mft2".ljust(8, b"\0") + DIMENSIONS + bytes(37) + b"\0\1\0\1" + bytes(8), 60, id="16 bits"
        ),
        pytest.param(functions(b=32, body=CURVE), 44, id="curves"),
        pytest.param(functions(b=32, matrix=44, body=CURVE + bytes(48)), 92, id="a matrix"),
        pytest.param(functions(b=32, points=44, body=CURVE + POINTS), 66, id="points"),
        pytest.param(functions(b=32, a=44, body=CURVE + CURVE), 56, id="curves of the device"),
        pytest.param(struct.pack(">4s4xHHIII4x4x", b"mpet", 1, 1, 1, 24, 8), 32, id="elements"),
    ],
)
def test_a_table_that_names_what_lies_behind_it_is_refused(whole: bytes, end: int) -> None:
    assert len(whole) == end
    assert clean_profile(with_table(whole))[144 : 144 + end] == whole
    with pytest.raises(PhotoNotCleanedError):
        clean_profile(with_table(whole[:-1]))


LONG_TEXT = SECRET * 40
LONG_VALUES = b"\2".ljust(16, b"\0") + b"\x28\0\0\0"


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(b"mft1".ljust(8, b"\0") + DIMENSIONS + bytes(37 + 256 + 2 + 256), id="8 bits"),
        pytest.param(b"mft2".ljust(8, b"\0") + DIMENSIONS + bytes(37) + b"\0\1\0\1" + bytes(8), id="16 bits"),
        pytest.param(functions(), id="no functions"),
        pytest.param(functions(b=32, body=CURVE), id="curves"),
        pytest.param(functions(b=32 + len(LONG_TEXT), body=LONG_TEXT + CURVE), id="curves behind it"),
        pytest.param(struct.pack(">4s4xHHIII4x4x", b"mpet", 1, 1, 1, 24, 8), id="elements"),
    ],
)
def test_a_text_that_no_table_reads_never_arrives(table: bytes) -> None:
    assert SECRET not in clean_profile(with_table(table + LONG_TEXT))


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(b"mft1".ljust(8, b"\0") + b"\0\1\2\0" + LONG_TEXT, id="no input"),
        pytest.param(b"mft2".ljust(8, b"\0") + b"\1\0\2\0" + LONG_TEXT, id="no output"),
        pytest.param(b"mft1".ljust(8, b"\0") + b"\1\1\1\0" + LONG_TEXT * 9, id="one point"),
        pytest.param(b"mAB ".ljust(8, b"\0") + bytes(24) + LONG_TEXT, id="functions of nothing"),
        pytest.param(functions(b=32, points=44, body=CURVE + LONG_VALUES + LONG_TEXT), id="long values"),
        pytest.param(b"para\0\0\0\0\0\x09\0\0" + LONG_TEXT, id="an unknown function"),
        pytest.param(struct.pack(">4s4xHHI", b"mpet", 3, 3, 0) + LONG_TEXT, id="no elements"),
        pytest.param(struct.pack(">4s4xHHI", b"mpet", 3, 3, 101) + LONG_TEXT * 9, id="too many elements"),
    ],
)
def test_a_table_that_no_program_takes_is_refused(table: bytes) -> None:
    with pytest.raises(PhotoNotCleanedError):
        clean_profile(with_table(table))


@pytest.mark.parametrize("name", [b"kTRC", b"aarg", b"aagg", b"aabg", b"lumi"])
def test_a_curve_that_no_profile_of_these_colours_is_read_with_never_arrives(name: bytes) -> None:
    curve = b"curv" + bytes(4) + struct.pack(">I", 2 * len(SECRET)) + SECRET * 4
    data = profile()[:128] + b"\0\0\0\1" + name + struct.pack(">II", 144, len(curve)) + curve
    assert SECRET not in clean_profile(data)
    grey = data.replace(b"RGB ", b"GRAY", 1)
    assert (SECRET in clean_profile(grey)) == (name == b"kTRC")


def with_curves(space: bytes, *names: bytes) -> bytes:
    """A profile of these colours with one curve under several names."""
    curve = b"curv" + bytes(8)
    start = 132 + 12 * len(names)
    tags = [struct.pack(">4sII", name, start, len(curve)) for name in names]
    data = profile(clean=True)[4:128].replace(b"RGB ", space) + struct.pack(">I", len(names))
    return struct.pack(">I", start + len(curve)) + data + b"".join(tags) + curve


@pytest.mark.parametrize("space", [b"CMYK", b"Lab ", b"XYZ ", b"YCbr", b"GRAY"])
def test_a_profile_with_colours_of_another_space_that_chromium_takes_is_refused(space: bytes) -> None:
    assert clean_profile(with_curves(space, b"A2B0")) != b""
    for name in (b"rTRC", b"gXYZ"):
        with pytest.raises(PhotoNotCleanedError):
            clean_profile(with_curves(space, b"A2B0", name))


def test_of_a_grey_profile_with_its_own_curve_those_of_other_colours_are_left_out() -> None:
    left = clean_profile(with_curves(b"GRAY", b"rTRC", b"kTRC"))
    assert b"kTRC" in left
    assert b"rTRC" not in left


def test_of_flags_and_attributes_the_bits_with_a_meaning_arrive() -> None:
    data = bytearray(profile())
    data[44:48] = data[60:64] = b"Joko"
    kept = clean_profile(bytes(data))
    assert kept[44:48] == b"\0\0\0\3"
    assert kept[56:64] == b"\0\0\0\0\0\0\0\x0f"


@pytest.mark.parametrize(
    ("start", "values"),
    [
        pytest.param(10, b"\1\0", id="something behind the version"),
        pytest.param(11, b"\1", id="something at the end of the version"),
        pytest.param(64, b"\0\1\0\0", id="an intent of more than two bytes"),
        pytest.param(64, b"\0\0\0\4", id="an unknown intent"),
        pytest.param(12, b"Joko", id="a class that is none"),
        pytest.param(16, b"Wido", id="colours that are none"),
        pytest.param(20, b"do12", id="a connection that is none"),
        pytest.param(68, bytes(12), id="no illuminant"),
        pytest.param(68, b"\0\0\xf3\x51\0\1\0\0\0\1\x16\xcc", id="daylight"),
    ],
)
def test_a_profile_that_browsers_pass_over_is_refused(start: int, values: bytes) -> None:
    data = bytearray(profile())
    data[start : start + len(values)] = values
    with pytest.raises(PhotoNotCleanedError):
        clean_profile(bytes(data))


def test_a_colour_that_is_shorter_than_it_says_is_refused() -> None:
    curve = b"curv\0\0\0\0\0\0\0\2abcd"
    assert curve in clean_profile(with_table(curve))
    with pytest.raises(PhotoNotCleanedError):
        clean_profile(with_table(curve[:-1]))


PACKED = chunk(b"iCCP", samples.SECRET + b"\0\0" + zlib.compress(profile()))


def test_a_profile_without_a_name_is_refused_in_a_png() -> None:
    assert PACKED in png()
    with pytest.raises(PhotoNotCleanedError):
        cleaned(png().replace(PACKED, chunk(b"iCCP", b"\0\0" + zlib.compress(profile()))))


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(b"", id="one is missing"),
        pytest.param(LAST_PIECE.replace(b"\0\2\2", b"\0\3\2"), id="one is beyond the last"),
        pytest.param(LAST_PIECE.replace(b"\0\2\2", b"\0\2\3"), id="they are counted differently"),
        pytest.param(LAST_PIECE + segment(0xE2, b"ICC_PROFILE\0\0\2"), id="one is empty"),
    ],
)
def test_a_profile_whose_pieces_do_not_fit_is_refused_in_a_jpeg(piece: bytes) -> None:
    data = jpeg().replace(LAST_PIECE, piece)
    assert data != jpeg()
    with pytest.raises(PhotoNotCleanedError):
        cleaned(data)


GREY = (
    (struct.pack(">I", 160) + bytes(8) + b"mntrGRAYXYZ " + bytes(12) + b"acsp" + bytes(28)).ljust(68, b"\0")
    + b"\0\0\xf6\xd6\0\1\0\0\0\0\xd3\x2d".ljust(60, b"\0")
    + struct.pack(">I4sII", 1, b"kTRC", 144, 16)
    + b"curv\0\0\0\0\0\0\0\1\2\0\0\0"
)
"""A profile that is packed very short."""


def test_a_profile_of_a_png_is_never_packed_so_short_that_firefox_passes_over_it() -> None:
    cut, whole = (samples.SECRET + b"\0\0" + zlib.compress(GREY, level) for level in (9, 0))
    assert len(cut) < 92 <= len(whole)
    stored = chunk(b"iCCP", b"icc\0\0" + zlib.compress(clean_profile(GREY), level=0))
    assert stored in cleaned(png().replace(PACKED, chunk(b"iCCP", whole)))
    with pytest.raises(PhotoNotCleanedError):
        cleaned(png().replace(PACKED, chunk(b"iCCP", cut)))
