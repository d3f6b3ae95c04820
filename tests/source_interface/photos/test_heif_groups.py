"""A HEIF file by whose groups programs differ in the picture that they show is not kept."""

import struct

import pytest

from source_interface.errors import PhotoNotCleanedError
from tests.source_interface.photos.samples import SECRET, box, cleaned, full_box, heif

SECOND_PICTURE = b"beda"
"""What the third item of `heif` is to the first one: with it, it stands for itself."""
WITH_GAIN_MAP = ((1, b"hvc1"), (2, b"Exif"), (3, b"hvc1"), (4, b"tmap"))
WITH_GAIN_MAP_IN_AVIF = ((1, b"av01"), (2, b"Exif"), (3, b"av01"), (4, b"tmap"))


def groups(*members: int, kind: bytes = b"altr", more: bytes = b"") -> bytes:
    """The groups of a file: one of these items, the first of which is preferred."""
    numbers = struct.pack(f">II{len(members)}I", 77, len(members), *members)
    return box(b"grpl", full_box(kind, numbers, more))


@pytest.mark.parametrize("flags", [pytest.param(0, id="shown"), pytest.param(1, id="hidden")])
@pytest.mark.parametrize("members", [(3, 1), (9, 1), (4, 3, 1)])
def test_a_file_that_prefers_another_item_to_its_primary_picture_is_refused(
    members: tuple[int, ...], flags: int
) -> None:
    data = heif(thumbnail=SECOND_PICTURE, flags=flags, more=groups(*members))
    with pytest.raises(PhotoNotCleanedError):
        cleaned(data)


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(groups(1, 3), id="the primary picture first"),
        pytest.param(groups(3, 4), id="other items"),
        pytest.param(groups(3, 1, kind=b"ster"), id="no choice"),
        pytest.param(groups(3, kind=b"eqiv", more=SECRET), id="fields of an unknown group"),
    ],
)
def test_other_groups_are_overwritten(listed: bytes) -> None:
    data = cleaned(heif(thumbnail=SECOND_PICTURE, traces=b"gambar kedua", more=listed))
    assert box(b"free", bytes(len(listed) - 8)) in data
    assert SECRET not in data


def test_a_gain_map_of_a_heic_may_stand_before_its_primary_picture() -> None:
    data = cleaned(heif(items=WITH_GAIN_MAP, more=groups(4, 1)))
    assert b"grpl" not in data
    with pytest.raises(PhotoNotCleanedError):
        cleaned(heif(items=WITH_GAIN_MAP_IN_AVIF, more=groups(4, 1)))


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(groups(1, 3, more=b"\0"), id="more than it says"),
        pytest.param(box(b"grpl", full_box(b"altr", struct.pack(">II", 77, 3))), id="less than it says"),
        pytest.param(box(b"grpl", SECRET), id="no boxes"),
    ],
)
def test_a_damaged_choice_is_refused(listed: bytes) -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(heif(thumbnail=SECOND_PICTURE, more=listed))


def of_group(number: int) -> bytes:
    """An association of one property with this number, which no item has."""
    return full_box(b"ipma", struct.pack(">IHB", 1, number, 1), b"\7")


def numbered(number: int) -> bytes:
    return box(b"grpl", full_box(b"ster", struct.pack(">III", number, 2, 1) + struct.pack(">I", 3)))


def test_a_group_may_have_properties_if_its_number_follows_those_of_the_items() -> None:
    """Apple's pictures for two eyes name so how far apart they are."""
    data = cleaned(heif(more=numbered(5), associations=of_group(5)))
    assert full_box(b"ipma", struct.pack(">IHB", 1, 5, 1), b"\0") in data


@pytest.mark.parametrize(("group", "named"), [(77, 77), (5, 6), (6, 6)])
def test_a_number_of_no_item_that_could_be_any_is_refused(group: int, named: int) -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(heif(more=numbered(group), associations=of_group(named)))
