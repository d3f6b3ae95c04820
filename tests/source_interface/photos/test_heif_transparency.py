"""Transparencies of a HEIF picture: one stays, and several are refused, since programs differ in which they take."""

import struct

import pytest

from source_interface.errors import PhotoNotCleanedError
from tests.source_interface.photos.samples import box, cleaned, full_box, heif, made_of

ALPHA = b"urn:mpeg:hevc:2015:auxid:1"
PICTURES = ((1, b"hvc1"), (2, b"hvc1"), (3, b"hvc1"), (4, b"hvc1"))
OF_PARTS = ((1, b"iovl"), (2, b"iovl"), *PICTURES[2:], (5, b"hvc1"))
TRANSPARENCY_OF_PARTS = (*PICTURES[:2], (3, b"iovl"), PICTURES[3], (5, b"hvc1"))
WHOLE = ((1, b"iovl"), *PICTURES[1:])


def transparency(source: int, target: int) -> bytes:
    return box(b"auxl", struct.pack(">HHH", source, 1, target))


def photo(items: tuple[tuple[int, bytes], ...], *references: bytes) -> bytes:
    """Items of which three say that they are a transparency; the third is one of the first."""
    each = (struct.pack(">HB", number, 1) + bytes((5,)) for number in (2, 3, 4))
    associations = full_box(b"ipma", struct.pack(">I", 3), *each)
    return heif(
        traces=ALPHA,
        thumbnail=b"auxl",
        items=items,
        references=b"".join(references),
        associations=associations,
    )


@pytest.mark.parametrize(
    ("items", "before", "after"),
    [
        pytest.param(PICTURES, [transparency(4, 2)], [transparency(2, 1)], id="two of one picture"),
        pytest.param(PICTURES, [transparency(4, 2)], [transparency(4, 3)], id="one of a transparency"),
        pytest.param(
            WHOLE, [made_of(1, 2)], [made_of(1, 2), transparency(4, 2)], id="one of a part of the picture"
        ),
        pytest.param(
            OF_PARTS,
            [made_of(1, 2), made_of(2, 5)],
            [made_of(1, 2), made_of(2, 5), transparency(4, 5)],
            id="one of a part of a part",
        ),
        pytest.param(
            TRANSPARENCY_OF_PARTS,
            [made_of(3, 5)],
            [made_of(3, 5), transparency(4, 5)],
            id="one of a part of a transparency",
        ),
    ],
)
def test_a_second_one_is_refused(
    items: tuple[tuple[int, bytes], ...], before: list[bytes], after: list[bytes]
) -> None:
    assert transparency(3, 1) in cleaned(photo(items, *before))
    with pytest.raises(PhotoNotCleanedError):
        cleaned(photo(items, *after))
