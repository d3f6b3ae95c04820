"""Cleaning of a decoder's configuration: parameter sets arrive, and messages of an encoder do not."""

import struct

import pytest

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.boxes import IsoBox
from source_interface.photos.heif_decoders import clean_configuration
from tests.source_interface.photos.samples import SECRET, box

AV1 = b"\x81\x04\x0c\0"
HEVC_HEAD = bytes.fromhex("010370000000900000000000 5a f000 fc fd f8 f8 0000 0f")
SETS = b"\xa0\0\1\0\5\x40\1abc" + b"\xa1\0\1\0\4\x42\1ab" + b"\xa2\0\1\0\3\x44\1a"


def configured(kind: bytes, *content: bytes) -> bytes:
    """Return what is left of this configuration."""
    data = bytearray(box(kind, *content))
    clean_configuration(data, IsoBox(kind, 0, 8, len(data)))
    assert len(data) == len(box(kind, *content))
    return bytes(data[8:])


@pytest.mark.parametrize("length", [2, 3, 9, 10, 11, 150, 40_000])
def test_units_behind_the_head_of_av1_become_padding_that_tells_its_size(length: int) -> None:
    left = configured(b"av1C", AV1, SECRET * 4_000 if length == 40_000 else (SECRET * 20)[:length])
    head, padding = left[:4], left[4:]
    assert head == AV1
    assert padding[0] == 15 << 3 | 2  # OBU_PADDING, with a size
    groups = list[int]()
    for byte in padding[1:]:
        groups.append(byte & 0x7F)
        if not byte & 0x80:
            break
    size = sum(group << 7 * place for place, group in enumerate(groups))
    assert padding[1 + len(groups) :] == (bytes(size - 1) + b"\x80" if size else b"")


def test_the_head_of_av1_alone_stays_as_it_is() -> None:
    assert configured(b"av1C", AV1) == AV1


def test_a_byte_behind_the_head_of_av1_that_is_no_unit_is_refused() -> None:
    with pytest.raises(PhotoNotCleanedError):
        configured(b"av1C", AV1, b"!")


def test_the_parameter_sets_of_hevc_arrive() -> None:
    whole = HEVC_HEAD + b"\3" + SETS
    assert configured(b"hvcC", whole) == whole


@pytest.mark.parametrize("length", [0, 1, 2, 3, 11])
def test_a_message_of_an_encoder_becomes_a_filler(length: int) -> None:
    message = struct.pack(">BHH", 0x80 | 39, 1, length) + SECRET[:length]
    filler = (
        struct.pack(">BHH", 0x80 | 38, 1, length)
        + {
            0: b"",
            1: b"\x4c",
            2: b"\x4c\1",
            3: b"\x4c\1\x80",
            11: b"\x4c\1" + b"\xff" * 8 + b"\x80",
        }[length]
    )
    assert configured(b"hvcC", HEVC_HEAD, b"\4", message, SETS) == HEVC_HEAD + b"\4" + filler + SETS


def test_of_the_head_of_hevc_the_reserved_bits_and_the_frame_rate_say_nothing() -> None:
    told = b"\2" + HEVC_HEAD[1:13] + b"JokoWi" + b"25" + HEVC_HEAD[21:]
    left = configured(b"hvcC", told, b"\3", SETS)
    assert left[:1] + left[19:22] == b"\1\0\0\x0f"
    reserved = b"\xf0\0\xfc\xfc\xf8\xf8"
    assert bytes(byte & bits for byte, bits in zip(left[13:19], reserved, strict=True)) == reserved


def test_what_lies_behind_the_parameter_sets_becomes_zeros() -> None:
    left = configured(b"hvcC", HEVC_HEAD, b"\3", SETS, SECRET)
    assert left == HEVC_HEAD + b"\3" + SETS + bytes(len(SECRET))


@pytest.mark.parametrize(
    "content",
    [
        HEVC_HEAD,
        HEVC_HEAD + b"\1",
        HEVC_HEAD + b"\1\xa0\0\1\0\xff" + SECRET,
        # A message of an encoder among parameter sets, and no unit at all.
        HEVC_HEAD + b"\1\xa1\0\1\0\x0d\x4e\1" + SECRET,
        HEVC_HEAD + b"\1\xa1\0\1\0\0",
    ],
)
def test_a_damaged_configuration_is_refused(content: bytes) -> None:
    with pytest.raises(PhotoNotCleanedError):
        configured(b"hvcC", content)
