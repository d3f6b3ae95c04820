"""Numbers of items in a HEIF file never arrive where no picture needs them, and pictures keep theirs."""

import struct

import pytest

from source_interface.errors import PhotoNotCleanedError
from tests.source_interface.photos.samples import SECRET, box, cleaned, full_box, heif, made_of

NUMBERS = SECRET + b"!"
"""Read as numbers of items, two bytes each."""
COUNT = len(NUMBERS) // 2
LAYERED = ((1, b"iovl"), (2, b"Exif"), (3, b"hvc1"), (4, b"hvc1"))
TWO_LAYERS = made_of(1, 3, 4)


def reference(kind: bytes, source: int) -> bytes:
    """A reference to items whose numbers spell the secret."""
    return box(kind, struct.pack(">HH", source, COUNT), NUMBERS)


@pytest.mark.parametrize(
    ("kind", "source"), [(b"cdsc", 2), (b"dimg", 999), (b"abcd", 1), (b"thmb", 3), (b"auxl", 4)]
)
def test_what_others_refer_to_never_arrives(kind: bytes, source: int) -> None:
    data = heif(references=reference(kind, source))
    assert NUMBERS in data
    assert NUMBERS not in cleaned(data)
    assert len(cleaned(data)) == len(data)


def test_references_of_a_kept_picture_stand_alone_and_the_rest_of_their_place_says_nothing() -> None:
    numbers = reference(b"cdsc", 2)
    data = heif(items=LAYERED, thumbnail=b"abcd", traces=b"gambar kedua", references=TWO_LAYERS + numbers)
    first = sum(len(box(kind, bytes(6))) for kind in (b"cdsc", b"abcd"))
    left = full_box(b"iref", TWO_LAYERS) + box(b"free", bytes(first + len(numbers) - 8))
    assert left in cleaned(data)


def test_the_references_of_a_box_with_a_long_head_are_kept_as_well() -> None:
    kept = box(b"prem", struct.pack(">HHH", 1, 1, 1))
    data = heif(references=kept)
    at, meta = data.index(b"iref") - 4, data.index(b"meta") - 4
    size, meta_size = (int.from_bytes(data[place : place + 4]) for place in (at, meta))
    long = struct.pack(">I4sQ", 1, b"iref", size + 8) + data[at + 8 : at + size]
    moved = box(b"free", SECRET[8:]) + (meta_size + 8).to_bytes(4) + data[meta + 4 : at] + long
    data = cleaned(data[: meta - len(box(b"free", SECRET))] + moved + data[at + size :])
    left = struct.pack(">I4sQ", 1, b"iref", 16 + 4 + len(kept)) + bytes(4) + kept + box(b"free", bytes(20))
    assert left in data


def test_two_boxes_of_references_are_refused() -> None:
    """One program reads the first alone, another one the second where the first became nothing."""
    more = full_box(b"iref", box(b"prem", struct.pack(">HHH", 1, 1, 1)))
    assert cleaned(heif(more=box(b"skip", more)))
    with pytest.raises(PhotoNotCleanedError):
        cleaned(heif(more=more))


def test_a_kept_picture_that_refers_to_items_that_are_not_kept_is_refused() -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(heif(references=reference(b"prem", 1)))


def test_properties_of_items_that_are_not_there_are_refused() -> None:
    entries = b"".join(NUMBERS[at : at + 2] + b"\0" for at in range(0, len(NUMBERS), 2))
    with pytest.raises(PhotoNotCleanedError):
        cleaned(heif(associations=full_box(b"ipma", struct.pack(">I", COUNT), entries)))


def test_which_properties_a_left_out_item_had_never_arrives() -> None:
    of_thumbnail = struct.pack(">IHB", 1, 3, 7) + b"\7\6\5\4\3\2\1"
    data = cleaned(heif(associations=full_box(b"ipma", of_thumbnail)))
    assert full_box(b"ipma", struct.pack(">IHB", 1, 3, 7), bytes(7)) in data
