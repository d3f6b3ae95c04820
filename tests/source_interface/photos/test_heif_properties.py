"""A picture has each property once, and names none that was overwritten."""

import struct

import pytest

from source_interface.errors import PhotoNotCleanedError
from tests.source_interface.photos.samples import SECRET, box, cleaned, full_box, heif

SIZE = full_box(b"ispe", struct.pack(">II", 300, 200))
VALUES = box(b"colr", b"nclx\0\1\0\x0d\0\6\x80")
TURNED = box(b"irot", b"\1")


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param([SIZE], id="a second size"),
        pytest.param([box(b"hvcC", bytes(22), b"\0")], id="a second configuration"),
        pytest.param([TURNED, TURNED], id="turned twice"),
        pytest.param([VALUES, VALUES], id="values of colours twice"),
    ],
)
def test_a_picture_with_a_property_twice_is_refused(properties: list[bytes]) -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(heif(properties=properties))


def test_a_picture_may_have_colours_as_a_profile_and_as_values() -> None:
    assert VALUES in cleaned(heif(properties=[VALUES]))


@pytest.mark.parametrize("number", [b"\1", b"\x7f"])
def test_a_property_that_is_named_twice_or_is_not_there_is_refused(number: bytes) -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(heif(associations=full_box(b"ipma", struct.pack(">IHB", 1, 1, 1), number)))


def test_which_overwritten_properties_a_picture_had_never_arrives() -> None:
    dropped = [box(b"abcd", SECRET) for _ in range(3)]
    none = struct.pack(">IHB", 1, 1, 3)
    flagged = full_box(b"ipma", none, b"\x80\0\x80")
    assert full_box(b"ipma", none, bytes(3)) in cleaned(heif(associations=flagged))
    data = heif(properties=[*dropped, TURNED])
    assert bytes((7, 8, 9, 10, 11)) in data
    assert bytes((7, 0, 0, 0, 11)) in cleaned(data)


def test_flags_of_associations_that_have_no_meaning_become_zeros() -> None:
    of_picture = struct.pack(">IHB", 1, 1, 0)
    data = cleaned(heif(associations=full_box(b"ipma", of_picture, flags=b"Bu\0")))
    assert full_box(b"ipma", of_picture) in data
    assert b"ipma\0Bu" not in data
