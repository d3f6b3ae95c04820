"""What programs pass over when they show a picture never arrives, and the picture does."""

import struct

import pytest

from source_interface.errors import PhotoNotCleanedError
from tests.source_interface.photos import samples
from tests.source_interface.photos.samples import (
    CODED,
    FRAME,
    HUFFMAN,
    PIXELS,
    PNG_SIGNATURE,
    PROGRESSIVE,
    SECRET,
    TABLE,
    chunk,
    cleaned,
    frame,
    frame_data,
    frames,
    jpeg,
    riff,
    segment,
    webp,
    webp_of,
)

OTHER_TABLE = SECRET.ljust(64, b"!")
OTHER_CODES = b"\1" + bytes(15) + SECRET[:1]
RESTART = segment(0xDD, b"\0\4")


def before(part: bytes, more: bytes) -> bytes:
    """A JPEG file with more before one of its parts."""
    assert jpeg().count(part) == 1
    return jpeg().replace(part, more + part)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(jpeg(extra=SECRET), id="bytes between segments"),
        pytest.param(jpeg(extra=SECRET + b"\xff\0" + SECRET), id="coded bytes between segments"),
        pytest.param(jpeg(extra=b"\xff" * 5_000), id="fill bytes before a segment"),
        pytest.param(jpeg(extra=b"\xff\xd3\xff\xd7"), id="restarts of no scan"),
        pytest.param(
            jpeg().replace(b"\xff\xd0", b"\xff" * 5_000 + b"\xd0"), id="fill bytes before a restart"
        ),
        pytest.param(jpeg().replace(b"\xff\0", b"\xff\xff\xff\0"), id="fill bytes before a coded byte"),
        pytest.param(jpeg()[:-2] + b"\xff" * 5_000 + b"\xd9", id="fill bytes before the end"),
        pytest.param(jpeg(extra=segment(0xDB, b"\1" + OTHER_TABLE)), id="a table that no component names"),
        pytest.param(before(segment(0xDB, TABLE), segment(0xDB, b"\0" + OTHER_TABLE)), id="a replaced table"),
        pytest.param(
            jpeg().replace(CODED + segment(0xFE, SECRET), CODED + segment(0xDB, b"\0" + OTHER_TABLE)),
            id="a table for a component that has one",
        ),
        pytest.param(jpeg(extra=segment(0xC4, b"\2" + OTHER_CODES)), id="codes that no scan names"),
        pytest.param(jpeg(extra=segment(0xCC, b"\0\x10")), id="arithmetic coding of a picture without it"),
        pytest.param(before(RESTART, segment(0xDD, SECRET[:2])), id="a replaced interval"),
        pytest.param(
            jpeg().replace(CODED, CODED + segment(0xDC, SECRET[:2])), id="lines of a picture with a height"
        ),
        pytest.param(
            jpeg().replace(b"\xff\xe0", segment(0xDC, SECRET[:2]) + b"\xff\xe0", 1), id="lines of no frame"
        ),
        pytest.param(jpeg(extra=segment(0xE0, b"JFIF\0\2\2\2\2\2\2\2")), id="a short JFIF"),
        pytest.param(
            jpeg()[:-2]
            + segment(0xE0, b"JFIF\0" + SECRET)
            + segment(0xEE, b"Adobe\0" + SECRET)
            + b"\xff\xd9",
            id="applications behind a scan",
        ),
    ],
)
def test_of_a_jpeg_file_only_what_is_decoded_arrives(data: bytes) -> None:
    assert cleaned(data) == samples.clean_jpeg_file()


def test_codes_that_were_replaced_before_a_scan_needed_them_never_arrive() -> None:
    data = before(segment(0xC4, HUFFMAN + samples.HUFFMAN_AC), segment(0xC4, b"\0" + OTHER_CODES))
    assert cleaned(data) == samples.clean_jpeg_file()


def test_a_picture_without_a_height_keeps_the_lines_behind_its_first_scan_alone() -> None:
    flat = FRAME[:1] + bytes(2) + FRAME[3:]
    lines = segment(0xDC, b"\0\x10")
    data = jpeg(extra=lines).replace(FRAME, flat)
    kept = samples.clean_jpeg_file().replace(FRAME, flat)
    assert cleaned(data[:-2] + lines + data[-2:]) == kept
    assert cleaned(data.replace(CODED, CODED + lines + lines)) == kept.replace(CODED, CODED + lines, 1)


def jpeg_of(*parts: bytes) -> bytes:
    """A JPEG file of these segments and scans alone."""
    return b"".join((b"\xff\xd8", *parts, b"\xff\xd9"))


def scan(head: bytes) -> bytes:
    """A scan with its coded data."""
    return segment(0xDA, head) + CODED


REPLACED = segment(0xC4, b"\0" + OTHER_CODES)


def test_codes_that_come_between_scans_arrive_only_if_a_later_one_is_decoded_with_them() -> None:
    """Further bits of DC coefficients stand there as they are, without a code."""
    begun = (segment(0xDB, TABLE), segment(PROGRESSIVE, FRAME), segment(0xC4, HUFFMAN), scan(b"\1\1\0\0\0\1"))
    more = scan(b"\1\1\0\0\0\x10")
    assert cleaned(jpeg_of(*begun, REPLACED, more)) == jpeg_of(*begun, more)
    whole = scan(b"\1\2\0\0\x3f\0")
    two = (segment(0xDB, TABLE), segment(0xC0, b"\x08\0\x10\0\x10\2\1\x11\0\2\x11\0"), segment(0xC4, HUFFMAN))
    later = jpeg_of(*two, scan(b"\1\1\0\0\x3f\0"), REPLACED, whole)
    assert cleaned(later) == later


def test_of_a_picture_without_loss_only_the_codes_arrive_and_of_arithmetic_coding_only_its_conditions() -> (
    None
):
    all_tables = (
        segment(0xDB, TABLE),
        segment(0xC4, HUFFMAN + samples.HUFFMAN_AC),
        segment(0xCC, b"\0\x10\x10\5"),
    )
    predicted, whole = scan(b"\1\1\0\1\0\0"), scan(b"\1\1\0\0\x3f\0")
    lossless, arithmetic = segment(0xC3, FRAME), segment(0xC9, FRAME)
    assert cleaned(jpeg_of(*all_tables, lossless, predicted)) == jpeg_of(
        lossless, segment(0xC4, HUFFMAN), predicted
    )
    assert cleaned(jpeg_of(*all_tables, arithmetic, whole)) == jpeg_of(
        all_tables[0], arithmetic, all_tables[2], whole
    )


def test_of_a_picture_in_one_step_the_head_of_a_scan_says_so() -> None:
    begun = segment(0xDB, TABLE), segment(0xC0, FRAME)
    assert cleaned(jpeg_of(*begun, scan(b"\1\1\0" + SECRET[:3]))) == jpeg_of(*begun, scan(b"\1\1\0\0\x3f\0"))


def test_an_interval_stands_before_each_scan_that_has_another() -> None:
    begun = segment(0xDB, TABLE), segment(PROGRESSIVE, FRAME), segment(0xC4, HUFFMAN)
    first, second = scan(samples.SCAN), scan(samples.SECOND_SCAN)
    none = segment(0xDD, bytes(2))
    data = jpeg_of(*begun, RESTART, first, none, second)
    assert cleaned(data) == data
    assert cleaned(jpeg_of(*begun, none, first, RESTART, none, second)) == jpeg_of(*begun, first, second)


def test_each_table_stands_before_the_scan_that_first_needs_it() -> None:
    """Three components with a scan each, of which the second needs the first's table, and the third a new one."""
    sequential = segment(0xC0, b"\x08\0\x10\0\x10\3\1\x11\0\2\x11\0\3\x11\1")
    scans = [segment(0xDA, bytes((1, name, 0, 0, 63, 0))) + CODED for name in (1, 2, 3)]
    first, second = segment(0xDB, TABLE), segment(0xDB, b"\1" + OTHER_TABLE)
    codes = segment(0xC4, HUFFMAN + samples.HUFFMAN_AC)
    kept = b"\xff\xd8" + first + sequential + codes + scans[0] + scans[1] + second + scans[2] + b"\xff\xd9"
    assert cleaned(b"\xff\xd8" + second + codes + sequential + first + b"".join(scans) + b"\xff\xd9") == kept


def png_of(header: bytes, *chunks: bytes) -> bytes:
    """A PNG file of these chunks and two pixels."""
    return b"".join(
        (PNG_SIGNATURE, chunk(b"IHDR", header), *chunks, chunk(b"IDAT", PIXELS), chunk(b"IEND", b""))
    )


def test_a_palette_that_only_recommends_becomes_black_and_stays_before_the_colours_named_behind_it() -> None:
    gamma = chunk(b"gAMA", b"\0\1\x86\xa0")
    for colours in (0, 2, 4, 6):
        header = struct.pack(">IIBBBBB", 2, 1, 8, colours, 0, 0, 0)
        data = png_of(header, chunk(b"PLTE", SECRET[:9]), gamma)
        assert cleaned(data) == png_of(header, chunk(b"PLTE", bytes(3)), gamma)


def test_what_says_how_bright_a_picture_is_meant_arrives() -> None:
    header = struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0)
    data = png_of(
        header, chunk(b"cICP", b"\x09\x10\0\1"), chunk(b"mDCV", bytes(24)), chunk(b"cLLI", bytes(8))
    )
    assert cleaned(data) == data


def test_of_a_palette_the_colours_that_a_pixel_can_name_arrive() -> None:
    header = struct.pack(">IIBBBBB", 2, 1, 1, 3, 0, 0, 0)
    clear = chunk(b"tRNS", b"\0\x80")
    data = png_of(header, chunk(b"PLTE", b"abcdef" + SECRET[:9]), clear)
    assert cleaned(data) == png_of(header, chunk(b"PLTE", b"abcdef"), clear)


@pytest.mark.parametrize("control", [b"", chunk(b"acTL", bytes(8))])
def test_frames_of_no_animation_never_arrive(control: bytes) -> None:
    header = struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0)
    assert cleaned(png_of(header, control, frame(0), frame_data(1, SECRET))) == png_of(header)


def test_an_animation_of_which_the_picture_is_the_first_frame_arrives_whole() -> None:
    header = struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0)
    data = png_of(header, frames(2), frame(0))
    data = data[:-12] + frame(1, width=1, left=1) + frame_data(2) + chunk(b"IEND", b"")
    assert cleaned(data) == data


@pytest.mark.parametrize("kind", [b"VP8X", b"ANIM", b"ICCP", b"EXIF"])
def test_a_webp_file_with_something_twice_that_is_there_once_is_refused(kind: bytes) -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(webp(extra=riff(kind, bytes(10)) * 2))


def test_a_webp_file_with_a_head_behind_the_picture_is_refused() -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(webp_of(riff(b"VP8 ", b"gambar"), riff(b"VP8X", bytes(10))))


def test_of_an_animation_of_webp_how_often_it_is_shown_arrives() -> None:
    data = webp().replace(riff(b"ANIM", bytes(6)), riff(b"ANIM", SECRET[:4] + b"\2\0"))
    assert cleaned(data) == samples.clean_webp_file().replace(
        riff(b"ANIM", bytes(6)), riff(b"ANIM", bytes(4) + b"\2\0")
    )


def test_a_webp_file_that_lacks_the_last_byte_that_fills_it_up_is_clean_without_it() -> None:
    whole = webp_of(riff(b"VP8X", bytes(10)), riff(b"VP8 ", b"gambar-"))
    short = b"RIFF" + struct.pack("<I", len(whole) - 9) + whole[8:-1]
    assert cleaned(short) == short
