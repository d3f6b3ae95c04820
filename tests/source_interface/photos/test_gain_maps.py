"""A JPEG whose gain map makes an ordinary screen show another picture is not kept; other maps are left out."""

import struct
from collections.abc import Callable
from itertools import pairwise

import pytest

from source_interface.errors import PhotoNotCleanedError
from tests.source_interface.photos.samples import clean_jpeg_file, cleaned, jpeg, segment

XMP = b"http://ns.adobe.com/xap/1.0/\0"
LONG_XMP = b"http://ns.adobe.com/xmp/extension/\0"
BINARY = b"urn:iso:std:iso:ts:21496:-1\0"
PIECES = (1, 7, 1 << 20)


def behind(*segments: bytes) -> bytes:
    """A JPEG with another one behind its end, as a map stands there."""
    return jpeg(tail=b"\xff\xd8" + b"".join(segments) + b"\xff\xd9")


def binary(flags: int, *numbers: int, more: int = 0) -> bytes:
    return segment(0xE2, BINARY + bytes(4) + bytes((flags,)) + struct.pack(">4I", *numbers) + bytes(more))


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
        pytest.param(binary(8, 5, 1, 2, 1, more=40), id="fractions, with the mark of one denominator"),
        pytest.param(binary(8, 5, 0, 2, 1, more=40), id="a fraction over nought"),
        pytest.param(binary(8, 0, 0, 2, 1, more=40), id="nought over nought"),
        pytest.param(binary(0, 1, 1, (1 << 24) + 1, 1 << 24), id="numbers that are equal in 24 bits"),
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


def part(place: int, length: int, text: bytes) -> bytes:
    """A part of a long XMP of this length."""
    return segment(0xE1, LONG_XMP + b"0" * 32 + length.to_bytes(4) + place.to_bytes(4) + text)


def in_parts(text: bytes, *cuts: int) -> bytes:
    """A long XMP that is cut at these places."""
    ends = (0, *cuts, len(text))
    return b"".join(part(first, len(text), text[first:end]) for first, end in pairwise(ends))


NAMESPACE = b'xmlns:q="http://ns.adobe.com/hdr-gain-map/1.0/"'
DARKER = b'q:BaseRenditionIsHDR="True"'
LONG = NAMESPACE + DARKER.rjust(60)
IN_NAME = LONG.index(b"gain")
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
        pytest.param(behind(in_parts(LONG)), id="in a long text"),
        pytest.param(behind(in_parts(LONG, IN_NAME)), id="in two parts of a name"),
        pytest.param(behind(in_parts(LONG, IN_NAME, IN_NAME + 3)), id="in three parts of a name"),
        pytest.param(behind(in_parts(LONG, len(NAMESPACE))), id="apart from its namespace"),
        pytest.param(
            behind(in_parts(LONG.replace(b"-", b"&#45;"), len(NAMESPACE) + 12)),
            id="apart from its namespace, a letter of which is told by its number",
        ),
        pytest.param(
            behind(part(len(LONG) - 60, len(LONG), LONG[-60:]), part(0, len(LONG), LONG[:-60])),
            id="in parts that come in another order",
        ),
        pytest.param(
            behind(segment(0xEA, b"\xff\xe1\0\2" + LONG_XMP), FOR_DARKER),
            id="among 40 bytes that are no text",
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
NUMBERS = binary(0, 4, 1, 0, 1)


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
    "own",
    [
        pytest.param(FOR_DARKER, id="XMP"),
        pytest.param(segment(0xE1, XMP + DARKER.decode().encode("utf-16")), id="XMP in UTF-16"),
        pytest.param(segment(0xE1, XMP + b'q:HDRCapacityMin="&#45;4"'), id="a number below nought"),
        pytest.param(segment(0xE1, XMP + b"<!DOCTYPE x:xmpmeta [<!ENTITY e ''>]>"), id="a document type"),
        pytest.param(in_parts(LONG), id="a long XMP"),
        pytest.param(in_parts(LONG, LONG.index(b"Rendition")), id="a long XMP in two parts"),
        pytest.param(
            in_parts(LONG, LONG.index(b"Rendition"), LONG.index(b"IsHDR")), id="a long XMP in three parts"
        ),
        pytest.param(NUMBERS, id="numbers"),
    ],
)
def test_a_file_that_is_its_own_map_is_refused(own: bytes, size: int) -> None:
    """A list of pictures can name the file itself as its second picture."""
    with pytest.raises(PhotoNotCleanedError):
        cleaned(jpeg(extra=own), size)


@pytest.mark.parametrize(
    "own",
    [
        pytest.param(segment(0xE1, XMP + b'hdrgm:Version="1.0" a:Caption="Sari &amp; Budi"'), id="XMP"),
        pytest.param(
            segment(0xE1, XMP + b'xmpNote:HasExtendedXMP="0"')
            + in_parts(b'GImage:Data="%b"' % (b"hdrg" * 9_000), 30_000),
            id="a long XMP",
        ),
        pytest.param(segment(0xE2, BINARY + bytes(4)), id="a version"),
    ],
)
def test_what_a_file_tells_of_its_map_is_left_out(own: bytes) -> None:
    assert cleaned(jpeg(extra=own)) == clean_jpeg_file()


def test_a_long_text_without_a_map_behind_a_picture_is_left_out() -> None:
    depth = b'GDepth:Data="%b" end="hdr-gain"' % (b"iVBORw0K" * 8_000)
    assert cleaned(behind(in_parts(depth, 30_000, 60_000))) == clean_jpeg_file()
