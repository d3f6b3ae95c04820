"""A picture that begins within a segment of a JPEG and goes on behind it may be the file's own gain map."""

import time

import pytest

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.inner_pictures import goes_on_behind
from tests.source_interface.photos.samples import SECRET, clean_jpeg_file, cleaned, jpeg, segment

PIECES = (1, 7, 1 << 20)
START = b"\xff\xd8"
LIST = segment(0xE2, b"MPF\0" + SECRET)
"""The list of pictures in `jpeg`."""
XMP = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + SECRET)
THUMBNAIL = START + segment(0xDB, bytes(65)) + segment(0xDA, bytes(6)) + b"coded\xff\xe2\xff"


def telling_of_none(extra: bytes) -> bytes:
    """The file of `jpeg` without the two segments that tell of other pictures."""
    room = segment(0xFE, b"kosong")
    data = jpeg(extra=room)
    assert LIST in data
    assert XMP in data
    return data.replace(LIST, b"").replace(XMP, b"").replace(room, extra)


@pytest.mark.parametrize("size", PIECES)
@pytest.mark.parametrize(
    "begun",
    [
        pytest.param(segment(0xFE, START), id="at its end"),
        pytest.param(segment(0xFE, START + b"\xff"), id="before a fill byte"),
        pytest.param(segment(0xFE, START + b"\xff\xff\xe1"), id="before a length"),
        pytest.param(segment(0xFE, START + b"\xff\xe1\0"), id="in a length"),
        pytest.param(segment(0xFE, START + b"\xff\xd0"), id="behind a marker that has no length"),
        pytest.param(segment(0xFE, START + segment(0xE0, b"abc")), id="behind a segment that ends there"),
        pytest.param(segment(0xFE, START + segment(0xEA, b"") + b"x"), id="behind a byte of no segment"),
        pytest.param(segment(0xFE, START + b"\xff\xe0\0\x40abc"), id="in a segment that ends elsewhere"),
        pytest.param(
            segment(0xFE, (b"\xff\xe0\xff\xfe" + bytes(65_494))[: 0xFFD8 - 2]), id="with its length"
        ),
        pytest.param(segment(0xE2, b"MPF\0MM\0*" + START), id="in a second list of pictures"),
    ],
)
def test_a_picture_that_begins_in_a_segment_and_goes_on_behind_it_is_refused(begun: bytes, size: int) -> None:
    """The file's own segments may be its map: the picture is made darker by itself."""
    assert cleaned(jpeg(extra=segment(0xFE, b"kosong")), size) == clean_jpeg_file()
    with pytest.raises(PhotoNotCleanedError):
        cleaned(jpeg(extra=begun), size)


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(segment(0xE4, THUMBNAIL), id="a thumbnail"),
        pytest.param(segment(0xE4, START + b"\xff\xd9"), id="an empty picture"),
        pytest.param(segment(0xFE, START + b"\0\xff\xe2"), id="two bytes that begin no picture"),
        pytest.param(segment(0xFE, START + b"\xff\0abc"), id="bytes that no program takes for a segment"),
    ],
)
def test_a_picture_that_ends_in_its_segment_is_left_out(inside: bytes) -> None:
    assert cleaned(jpeg(extra=inside)) == clean_jpeg_file()


@pytest.mark.parametrize("told", [LIST, XMP], ids=["a list of pictures", "XMP"])
def test_a_picture_that_goes_on_behind_its_segment_is_refused_before_and_behind_what_leads_there(
    told: bytes,
) -> None:
    """In XMP, a list of pictures counts from the beginning of the file if a browser finds no end of the first one."""
    begun = segment(0xFE, START)
    assert cleaned(telling_of_none(begun)) == clean_jpeg_file()
    for extra in (begun + told, told + begun):
        with pytest.raises(PhotoNotCleanedError):
            cleaned(telling_of_none(extra))


def seconds_for(segment: bytes) -> float:
    """The least of three runs: Python may collect the garbage of other tests during one."""
    found = list[float]()
    for _run in range(3):
        began = time.process_time()
        goes_on_behind(segment)
        found.append(time.process_time() - began)
    return min(found)


def leading_into(run: bytes) -> bytes:
    """A segment of two thousand beginnings, each of which leads to another place in what stands behind them."""
    count, size = 2_000, 6
    heads = b"".join(START + b"\xff\xe1" + (size * (count - at) + 20 * at).to_bytes(2) for at in range(count))
    return (b"\xff\xfe" + heads + run * 53_000)[:65_535] + b"\0\0"


def test_many_beginnings_that_lead_into_fill_bytes_cost_no_more_than_others() -> None:
    assert seconds_for(leading_into(b"\xff")) < 20 * seconds_for(leading_into(b"\0"))


def test_many_beginnings_in_one_segment_cost_no_more_in_proportion() -> None:
    """Segments without a byte of their own, each of which every beginning before it could go through."""
    long = seconds_for((START + b"\xff\xe0\0\2") * 10_000 + b"\xff\xd9")
    assert long < 8 * seconds_for((START + b"\xff\xe0\0\2") * 2_500 + b"\xff\xd9")
