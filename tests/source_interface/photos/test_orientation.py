"""An orientation is taken from a photo only if all programs that read one read the same."""

import struct

import pytest

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.orientation import kept_exif
from tests.source_interface.photos.samples import (
    chunk,
    cleaned,
    exif,
    jpeg,
    only_orientation,
    png,
    riff,
    segment,
    webp,
    webp_of,
)

_TAG, _SHORT, _LONG = 0x0112, 3, 4
_EXIF_DIRECTORY, _GPS_DIRECTORY = 0x8769, 0x8825
_RESOLUTION, _UNIT, _PIXELS = 0x011A, 0x0128, 0xA002
_RATIONAL, _BEGINNING = 5, 0
"""A fraction in the first eight bytes of the block, none of whose halves is nought."""
_MARK = b"Exif\0\0"
_SIZE = (8, 8)
_TURNED, _UPRIGHT_TOO = (_TAG, _SHORT, 1, 6), (_TAG, _SHORT, 1, 1)

Entry = tuple[int, int, int, int]


def block(*directories: list[Entry], start: int = 8, count: int | None = None) -> bytes:
    """Return a block of Exif: its directories in one row, the second at `place_of_second`."""
    parts = []
    for place, entries in enumerate(directories):
        body = b"".join(
            struct.pack("<HHI", tag, kind, number) + struct.pack("<I", value)
            for tag, kind, number, value in entries
        )
        named = len(entries) if count is None or place else count
        parts.append(struct.pack("<H", named) + body)
    following = place_of_second(len(directories[0])) if len(directories) > 1 else 0
    return (
        struct.pack("<4sI", b"II*\0", start) + parts[0] + struct.pack("<I", following) + b"".join(parts[1:])
    )


def place_of_second(entries: int) -> int:
    """Return where the second directory begins, behind a first of so many entries."""
    return 8 + 2 + 12 * entries + 4


BEFORE_ITS_HEAD = struct.pack("<4sI", b"II*\0", 4) + bytes(10) + block([_TURNED])[10:22] + bytes(40)
"""A directory that begins at the number of its own place: its lower half is the number of entries too."""


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(block([_TURNED, _UPRIGHT_TOO]), id="twice"),
        pytest.param(block([_TURNED, _TURNED]), id="twice the same"),
        pytest.param(b"II\0*" + block([_TURNED])[4:], id="behind a number that is not 42"),
        pytest.param(_MARK + _MARK + block([_TURNED]), id="behind a second mark"),
        pytest.param(block([(_TAG, _SHORT, 2, 6)]), id="two numbers"),
        pytest.param(block([(_TAG, _SHORT, 0, 6)]), id="no number"),
        pytest.param(block([(_TAG, 2, 1, 6)]), id="a letter"),
        pytest.param(block([(_TAG, 12, 1, 6)]), id="a type of eight bytes"),
        pytest.param(block([(_TAG, _LONG, 1, 0x10006)]), id="a long number that begins with an orientation"),
        pytest.param(block([(_TAG, 1, 1, 0x601)]), id="a byte before another"),
        pytest.param(
            block([(_EXIF_DIRECTORY, _LONG, 1, place_of_second(1))], [_TURNED]), id="in the directory of Exif"
        ),
        pytest.param(
            block([_UPRIGHT_TOO, (_GPS_DIRECTORY, _LONG, 1, place_of_second(2))], [_TURNED]),
            id="in the directory of GPS",
        ),
        pytest.param(block([(0x0100, _SHORT, 1, 6)], [_TURNED]), id="for the thumbnail alone"),
        pytest.param(block([(_EXIF_DIRECTORY, _LONG, 1, 8)] * 3 + [_TURNED]), id="three further directories"),
        pytest.param(
            block([(_EXIF_DIRECTORY, _LONG, 1, place_of_second(1))], [(_EXIF_DIRECTORY, _LONG, 1, 8)]),
            id="where a further directory leads to another",
        ),
        pytest.param(block([(_RESOLUTION, 2, 1, 0), _TURNED]), id="behind a resolution in letters"),
        pytest.param(block([(_PIXELS, _SHORT, 2, 0), _TURNED]), id="behind two sizes in one"),
        pytest.param(block([(_UNIT, _SHORT, 1, 1), _TURNED]), id="behind a unit that is none"),
        pytest.param(block([(_UNIT, _LONG, 1, 2), _TURNED]), id="behind a long unit"),
        pytest.param(block([(_EXIF_DIRECTORY, _SHORT, 1, 26), _TURNED]), id="behind a short place"),
        pytest.param(
            block([(_EXIF_DIRECTORY, _LONG, 1, 99), _TURNED]), id="behind a place that is not there"
        ),
        pytest.param(
            block([(_EXIF_DIRECTORY, _LONG, 1, place_of_second(2)), _TURNED], [(_PIXELS, _SHORT, 2, 0)]),
            id="behind a further directory that Firefox does not read to its end",
        ),
        pytest.param(block([_TURNED], count=40), id="in a directory that is cut off"),
        pytest.param(block([_TURNED])[:-6], id="in an entry that is cut off"),
        pytest.param(BEFORE_ITS_HEAD, id="in a directory before the head's end"),
        pytest.param(block([], start=1 << 20).ljust(1 << 16, b"\0"), id="beyond what is read"),
    ],
)
def test_an_orientation_that_programs_read_differently_is_refused(told: bytes) -> None:
    with pytest.raises(PhotoNotCleanedError):
        kept_exif(told, _SIZE)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(block([(_RESOLUTION, _RATIONAL, 1, _BEGINNING), _TURNED]), id="a resolution"),
        pytest.param(block([(_UNIT, _SHORT, 1, 3), _TURNED]), id="a unit"),
        pytest.param(block([(_PIXELS, _SHORT, 1, 9), _TURNED]), id="a size"),
        pytest.param(
            block([(_EXIF_DIRECTORY, _LONG, 1, place_of_second(2)), _TURNED], [(_PIXELS, _LONG, 1, 9)]),
            id="a directory with a size",
        ),
        pytest.param(
            block(
                [
                    (_RESOLUTION + 1, _RATIONAL, 1, _BEGINNING),
                    (_RESOLUTION, _RATIONAL, 1, _BEGINNING),
                    (_EXIF_DIRECTORY, _LONG, 1, place_of_second(5)),
                    _TURNED,
                    (_UNIT, _SHORT, 1, 2),
                ],
                [(_PIXELS, _LONG, 1, 8), (_PIXELS + 1, _LONG, 1, 8)],
            ),
            id="entries in the order of Android",
        ),
    ],
)
def test_an_orientation_may_stand_behind_what_firefox_reads(told: bytes) -> None:
    assert kept_exif(told, _SIZE) == only_orientation(6)


@pytest.mark.parametrize("value", [0, 1, 9, 0xFFFF])
def test_a_number_that_turns_nothing_is_upright(value: int) -> None:
    assert kept_exif(block([(_TAG, _SHORT, 1, value)]), _SIZE) == b""


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(block([_UPRIGHT_TOO, _UPRIGHT_TOO]), id="twice"),
        pytest.param(block([(0x0100, _SHORT, 1, 6)], [_UPRIGHT_TOO]), id="for the thumbnail alone"),
        pytest.param(
            block([(_EXIF_DIRECTORY, _LONG, 1, place_of_second(1))], [_UPRIGHT_TOO]),
            id="in the directory of Exif",
        ),
    ],
)
def test_what_all_programs_take_for_upright_is_kept_wherever_it_stands(told: bytes) -> None:
    assert kept_exif(told, _SIZE) == b""


def test_a_long_block_without_an_orientation_is_upright() -> None:
    assert kept_exif(block([(0x0100, _SHORT, 1, 6)]).ljust(1 << 16, b"\1"), _SIZE) == b""
    assert kept_exif(block([(0x0100, _SHORT, 1, 6)]).ljust(1 << 16, b"\0"), _SIZE) == b""


def test_the_orientation_of_the_thumbnail_does_not_count_beside_the_photos() -> None:
    assert kept_exif(block([_UPRIGHT_TOO], [_TURNED]), _SIZE) == b""
    assert kept_exif(block([_TURNED], [_UPRIGHT_TOO]), _SIZE) == only_orientation(6)


def test_a_thumbnail_that_was_not_read_does_not_count_beside_the_photos() -> None:
    told = bytearray(block([_TURNED], []).ljust(1 << 16, b"\0"))
    told[22:26] = struct.pack("<I", (1 << 16) + 8)
    assert kept_exif(bytes(told), _SIZE) == only_orientation(6)
    del told[10:22]
    told[8:10] = bytes(2)
    with pytest.raises(PhotoNotCleanedError):
        kept_exif(bytes(told).ljust(1 << 16, b"\0"), _SIZE)


@pytest.mark.parametrize("mark", [b"", _MARK])
def test_the_mark_before_exif_stays_if_it_was_there(mark: bytes) -> None:
    assert kept_exif(mark + exif(6), _SIZE) == mark + only_orientation(6)
    assert kept_exif(mark + exif(1), _SIZE) == b""


def with_exif(*segments: bytes) -> bytes:
    """A JPEG file that has these segments of APP1 alone."""
    return jpeg().replace(segment(0xE1, _MARK + exif()), b"".join(segment(0xE1, body) for body in segments))


def small_webp(*chunks: bytes) -> bytes:
    """A WebP file of one picture, and these chunks behind it."""
    return webp_of(riff(b"VP8X", b"\x08" + bytes(9)), riff(b"VP8L", b"/utuh"), *chunks)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(with_exif(_MARK + exif(1), _MARK + exif(6)), id="JPEG, twice"),
        pytest.param(with_exif(b"", _MARK + exif(6)), id="JPEG, behind an empty segment"),
        pytest.param(with_exif(_MARK, _MARK + exif(6)), id="JPEG, behind an empty one"),
        pytest.param(with_exif(b"http://x\0", _MARK + exif(6)), id="JPEG, behind another segment"),
        pytest.param(with_exif(b"Exif\0\1" + exif(6)), id="JPEG, behind another mark"),
        pytest.param(png(extra=chunk(b"eXIf", exif(6))), id="PNG, twice"),
        pytest.param(webp(extra=riff(b"EXIF", exif(6))), id="WebP, twice"),
        pytest.param(small_webp(riff(b"EXIF", _MARK + block([_TURNED])[:22])), id="WebP, without room"),
    ],
)
def test_a_photo_with_exif_in_a_place_where_programs_differ_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(data)


def test_an_upright_photo_may_have_exif_behind_other_segments() -> None:
    assert cleaned(with_exif(b"http://x\0", _MARK + exif(1))) == cleaned(with_exif(_MARK + exif(1)))


def test_a_turned_png_whose_exif_firefox_passes_over_is_refused() -> None:
    """It does so beyond 64 KiB; Chromium turns the picture all the same."""

    def with_exif_of(size: int, value: int) -> bytes:
        block_of_size = only_orientation(value, order=">").ljust(size, b"\0")
        return png().replace(chunk(b"eXIf", exif(order=">")), chunk(b"eXIf", block_of_size))

    most = 64 * 1024
    assert cleaned(with_exif_of(most, 6)) == cleaned(png())
    assert chunk(b"eXIf", only_orientation(6, order=">")) not in cleaned(with_exif_of(most + 1, 1))
    with pytest.raises(PhotoNotCleanedError):
        cleaned(with_exif_of(most + 1, 6))
