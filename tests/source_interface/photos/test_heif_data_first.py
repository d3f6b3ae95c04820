"""A HEIF photo whose data stands before `meta`, as Samsung's telephones write it, is cleaned like any other."""

import struct

import pytest

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.cleaner import PhotoCleaner
from source_interface.photos.heif import MOST_EARLY_BYTES
from tests.source_interface.photos.samples import FTYP, PICTURE, SECRET, box, cleaned, heif

DATA_FIRST = heif(data_first=True)
DATA = DATA_FIRST.index(b"mdat") - 4
META = DATA_FIRST.index(b"meta") - 4
ENOUGH = bytes(2_000)
"""So many that the kind of the file is known."""


def early_data(size: int) -> bytes:
    """The beginning of a file whose data comes first and has so many bytes."""
    return FTYP + struct.pack(">I4s", 8 + size, b"mdat") + ENOUGH


def test_its_picture_stays_in_its_place_and_nothing_else_is_left() -> None:
    data = cleaned(DATA_FIRST)
    assert len(data) == len(DATA_FIRST)
    assert data.index(PICTURE) == DATA_FIRST.index(PICTURE)
    assert SECRET in DATA_FIRST
    assert SECRET not in data


def test_the_same_is_kept_as_where_the_description_comes_first() -> None:
    after = cleaned(heif())
    start = after.index(b"mdat") - 4
    assert cleaned(DATA_FIRST)[DATA:META] == after[start : start + META - DATA]


@pytest.mark.parametrize("piece", [1, 7, 1_000])
def test_it_does_not_matter_in_which_pieces_it_comes(piece: int) -> None:
    assert cleaned(DATA_FIRST, piece) == cleaned(DATA_FIRST)


def test_more_data_than_may_wait_in_memory_is_refused_before_it_is_there() -> None:
    assert len(PhotoCleaner().feed(early_data(MOST_EARLY_BYTES))) == len(FTYP)
    with pytest.raises(PhotoNotCleanedError):
        PhotoCleaner().feed(early_data(MOST_EARLY_BYTES + 1))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(DATA_FIRST[:META], id="no description"),
        pytest.param(DATA_FIRST[:META] + box(b"free", SECRET) + DATA_FIRST[META:], id="a box between"),
        pytest.param(DATA_FIRST[:DATA] + 2 * DATA_FIRST[DATA:META] + DATA_FIRST[META:], id="data twice"),
        pytest.param(DATA_FIRST[:DATA] + bytes(4) + DATA_FIRST[DATA + 4 :], id="data without an end"),
        pytest.param(DATA_FIRST[:DATA] + box(b"free") + DATA_FIRST[DATA:], id="data in another place"),
        pytest.param(DATA_FIRST[:META] + 2 * DATA_FIRST[META:], id="two descriptions"),
    ],
)
def test_what_is_not_understood_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(data)
