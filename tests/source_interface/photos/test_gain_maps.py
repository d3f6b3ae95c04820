"""A JPEG whose gain map makes an ordinary screen show another picture is not kept; other maps are left out."""

import struct

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
