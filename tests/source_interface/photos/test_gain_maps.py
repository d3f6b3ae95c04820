"""A JPEG whose gain map makes an ordinary screen show another picture is not kept; other maps are left out."""

import struct
import time
from collections.abc import Callable

import pytest

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.gain_maps import require_no_beginning
from tests.source_interface.photos.samples import SECRET, clean_jpeg_file, cleaned, jpeg, segment

XMP = b"http://ns.adobe.com/xap/1.0/\0"
LONG_XMP = b"http://ns.adobe.com/xmp/extension/\0"
BINARY = b"urn:iso:std:iso:ts:21496:-1\0"
PIECES = (1, 7, 1 << 20)


def behind(*segments: bytes) -> bytes:
    """A JPEG with another one behind its end, as a map stands there."""
    return jpeg(tail=b"\xff\xd8" + b"".join(segments) + b"\xff\xd9")


def binary(flags: int, *numbers: int) -> bytes:
    return segment(0xE2, BINARY + bytes(4) + bytes((flags,)) + struct.pack(">4I", *numbers))


@pytest.mark.parametrize("size", PIECES)
@pytest.mark.parametrize(
    "told",
    [
        pytest.param(segment(0xE1, XMP + b'hdrgm:BaseRenditionIsHDR="True"'), id="an attribute"),
        pytest.param(
            segment(0xE1, XMP + b'hdrgm:BaseRenditionIsHDR="&#84;rue"'), id="a letter by its number"
        ),
        pytest.param(segment(0xE1, XMP + b'hdrgm:HDRCapacityMin="' + b" " * 60 + b'-4"'), id="many spaces"),
        pytest.param(
            segment(0xE1, XMP + b"<hdrgm:BaseRenditionIsHDR ><![CDATA[True]]>"), id="in a section of its own"
        ),
        pytest.param(segment(0xE1, XMP + 'hdrgm:BaseRenditionIsHDR="True"'.encode("utf-16")), id="in UTF-16"),
        pytest.param(
            segment(
                0xE1, XMP + b'xmlns:x="http://ns.adobe.com/hdr&#45;gain-map/1.0/" x:BaseRenditionIsHDR="True"'
            ),
            id="a letter of its namespace by its number",
        ),
        pytest.param(
            segment(0xE1, XMP + b'xmlns:x="http://ns.adobe.com/hdr&#45;gain-map/1.0/" x:HasExtendedXMP="0"'),
            id="a namespace by a number, in a text that goes on",
        ),
        pytest.param(
            segment(
                0xE1,
                XMP
                + b"<hdrgm:BaseRenditionIsHDR>False</hdrgm:BaseRenditionIsHDR> x:BaseRenditionIsHDR='True'",
            ),
            id="an element and an attribute",
        ),
        pytest.param(
            segment(0xE1, XMP + b"<hdrgm:HDRCapacityMin>-4</hdrgm:HDRCapacityMin>"),
            id="an element below nought",
        ),
        pytest.param(binary(0, 1, 1, 1, 1), id="numbers that are equal"),
        pytest.param(segment(0xE1, XMP + b"<hdrgm:BaseRenditionIsHDR>true<"), id="an element"),
        pytest.param(segment(0xE1, XMP + b"hdrgm:HDRCapacityMin='-4.0'"), id="a capacity below nought"),
        pytest.param(
            segment(0xE1, XMP + b"<hdrgm:HDRCapacityMin><rdf:Seq><rdf:li>-4"), id="a list of capacities"
        ),
        pytest.param(binary(0, 4, 1, 0, 1), id="numbers"),
        pytest.param(binary(8, 1_000, 4_000, 0, 0), id="numbers over one denominator"),
    ],
)
def test_a_map_for_darker_screens_is_refused(told: bytes, size: int) -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(behind(told), size)


@pytest.mark.parametrize("size", PIECES)
@pytest.mark.parametrize(
    "told",
    [
        pytest.param(segment(0xE1, XMP + b'hdrgm:BaseRenditionIsHDR="False"'), id="an attribute"),
        pytest.param(segment(0xE1, XMP + b'hdrgm:HDRCapacityMin="0" hdrgm:OffsetSDR="-1"'), id="a capacity"),
        pytest.param(
            segment(0xE1, XMP + b"<hdrgm:BaseRenditionIsHDR>False</hdrgm:BaseRenditionIsHDR>"),
            id="an element",
        ),
        pytest.param(
            segment(0xE1, XMP + b"<hdrgm:HDRCapacityMin>0</hdrgm:HDRCapacityMin>"),
            id="an element of a capacity",
        ),
        pytest.param(
            segment(0xE1, XMP + b'MiCamera:XMPMeta="&lt;?xml version=&quot;1.0&quot;?&gt;"'), id="no map"
        ),
        pytest.param(
            segment(0xE2, BINARY + bytes(4)) + segment(0xE2, b"MPF\0MM\0*"), id="the version before a list"
        ),
        pytest.param(binary(0, 0, 1, 4, 1), id="numbers"),
        pytest.param(binary(8, 1_000, 0, 4_000, 0), id="numbers over one denominator"),
    ],
)
def test_a_map_for_brighter_screens_is_left_out(told: bytes, size: int) -> None:
    assert cleaned(behind(told), size) == clean_jpeg_file()
    assert cleaned(jpeg(extra=told), size) == clean_jpeg_file()


FALSE_HEAD = b"\xff\xe1\xff\xfe" + XMP
FOR_DARKER = segment(0xE1, XMP + b'hdrgm:BaseRenditionIsHDR="True"')


@pytest.mark.parametrize("size", PIECES)
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(behind(FALSE_HEAD, FOR_DARKER), id="behind a segment without an end"),
        pytest.param(
            behind(segment(0xE1, LONG_XMP + b"0" * 40 + b'hdrgm:BaseRenditionIsHDR="True"')),
            id="in a text of several segments",
        ),
        pytest.param(
            behind(segment(0xE1, XMP + b'xmpNote:HasExtendedXMP="0" hdrgm:Version="1.0"')),
            id="in a text that goes on",
        ),
        pytest.param(jpeg(extra=segment(0xFE, b"\xff\xd8" + FOR_DARKER)), id="in a comment"),
        pytest.param(jpeg(extra=segment(0xEB, b"\xff\xd8" + FOR_DARKER)), id="in an application's segment"),
        pytest.param(
            jpeg(extra=segment(0xFE, b"\xff\xd8" + binary(0, 4, 1, 0, 1))), id="numbers in a comment"
        ),
    ],
)
def test_a_map_for_darker_screens_is_refused_wherever_it_hides(data: bytes, size: int) -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(data, size)


START = b"\xff\xd8"
LIST = segment(0xE2, b"MPF\0" + SECRET)
"""The list of pictures in `jpeg`."""
NUMBERS = binary(0, 4, 1, 0, 1)
THUMBNAIL = START + segment(0xDB, bytes(65)) + segment(0xDA, bytes(6)) + b"coded\xff\xe2\xff"


@pytest.mark.parametrize("size", PIECES)
@pytest.mark.parametrize(
    "table",
    [
        pytest.param(lambda map_of: segment(0xDB, b"\1" + map_of.ljust(64, b"\1")), id="quantisation"),
        pytest.param(
            lambda map_of: segment(0xC4, b"\1" + bytes(15) + bytes((len(map_of),)) + map_of), id="codes"
        ),
    ],
)
def test_a_map_for_darker_screens_is_refused_in_a_table_that_nothing_is_decoded_with(
    table: Callable[[bytes], bytes], size: int
) -> None:
    assert cleaned(jpeg(extra=table(bytes(len(START + NUMBERS)))), size) == clean_jpeg_file()
    with pytest.raises(PhotoNotCleanedError):
        cleaned(jpeg(extra=table(START + NUMBERS)), size)


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
        pytest.param(segment(0xFE, START + b"\xff\xe0\0\x40abc"), id="in a segment that ends elsewhere"),
        pytest.param(
            segment(0xFE, (b"\xff\xe0\xff\xfe" + bytes(65_494))[: 0xFFD8 - 2]), id="with its length"
        ),
        pytest.param(segment(0xE2, b"MPF\0MM\0*" + START), id="in a second list of pictures"),
    ],
)
def test_a_picture_that_begins_in_a_segment_and_goes_on_behind_it_is_refused(begun: bytes, size: int) -> None:
    """The file's own segments may be its map: the picture is made darker by itself."""
    assert cleaned(jpeg(extra=segment(0xFE, b"kosong") + NUMBERS), size) == clean_jpeg_file()
    with pytest.raises(PhotoNotCleanedError):
        cleaned(jpeg(extra=begun + NUMBERS), size)


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
    assert cleaned(jpeg(extra=inside + NUMBERS)) == clean_jpeg_file()


def test_without_a_list_of_pictures_nothing_leads_into_a_segment() -> None:
    data = jpeg(extra=segment(0xFE, START) + NUMBERS)
    assert LIST in data
    assert cleaned(data.replace(LIST, b"")) == clean_jpeg_file()


def seconds_for(segment: bytes) -> float:
    """The least of three runs: Python may collect the garbage of other tests during one."""
    found = list[float]()
    for _run in range(3):
        began = time.process_time()
        require_no_beginning(segment)
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
