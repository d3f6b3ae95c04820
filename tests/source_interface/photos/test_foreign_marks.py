"""A photo in whose coded data readers of metadata would find a name, a place or a device is not kept."""

from collections.abc import Callable

import pytest

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.foreign_marks import ForeignMarks
from tests.source_interface.photos.samples import PICTURE, cleaned, heif, jpeg

ANYWHERE = (b"<?xpacket begin=", b"freeGPS ", b"GP\x06\0\0")
AT_THE_END = {
    "AFCP": b"AXS!" + bytes(8),
    "AFCP in the other order": b"AXS*" + bytes(8),
    "Canon": b"CANON OPTIONAL DATA\0".ljust(64, b"\1"),
    "MIE": b"~\0\x04\0zmie~\0\0\x06" + bytes(4) + b"\x10\x04",
    "a long MIE": b"~\0\x04\0zmie~\0\0\x0a" + bytes(8) + b"\x18\x08",
    "LigoGPS": b"&&&&" + bytes(4),
    "Insta360": b"8db42d694ccc418790edff439fe026bf",
    "Samsung": b"\0\0SEFT",
    "an older Samsung": b"\0\0QDIOBS",
    "FotoStation": b"\xa1\xb2\xc3\xd4",
    "Photo Mechanic": b"cbipcbbl",
    "Nikon": bytes(6) + b"/NIKON APP",
    "Vivo": b"\xff\xff\xff\xff\x1b*9HWfu\x84\x93\xa2\xb1",
    "OnePlus": b"jxrs" + bytes(4),
}
PIECES = (1, 7, 1_000)


def searched(data: bytes, size: int) -> ForeignMarks:
    marks = ForeignMarks()
    for start in range(0, len(data), size):
        marks.require_none(data[start : start + size])
    return marks


@pytest.mark.parametrize("size", PIECES)
@pytest.mark.parametrize("end", [pytest.param(end, id=name) for name, end in AT_THE_END.items()])
def test_the_end_of_other_programs_data_counts_at_the_end_alone(end: bytes, size: int) -> None:
    with pytest.raises(PhotoNotCleanedError):
        searched(b"gambar" * 20 + end, size).require_none_at_end()
    searched(b"gambar" * 20 + end + b"lagi" * 20, size).require_none_at_end()


@pytest.mark.parametrize("name", sorted(AT_THE_END.keys() - {"Canon"}))
def test_a_newline_behind_the_end_of_other_programs_data_hides_it_from_no_reader(name: str) -> None:
    with pytest.raises(PhotoNotCleanedError):
        searched(b"gambar" * 20 + AT_THE_END[name] + b"\n", 7).require_none_at_end()


@pytest.mark.parametrize("size", PIECES)
@pytest.mark.parametrize("mark", ANYWHERE)
def test_what_readers_search_a_whole_file_for_counts_anywhere(mark: bytes, size: int) -> None:
    with pytest.raises(PhotoNotCleanedError):
        searched(b"gambar" * 20 + mark + b"lagi" * 20, size)
    searched(b"gambar" * 20 + mark[:-1] + b"lagi" * 20, size).require_none_at_end()


@pytest.mark.parametrize("mark", ANYWHERE)
@pytest.mark.parametrize(
    "marked",
    [
        pytest.param(lambda mark: jpeg()[:-2] + mark + b"\xff\xd9", id="jpeg"),
        pytest.param(lambda mark: heif().replace(PICTURE, mark.ljust(len(PICTURE), b"x")), id="heif"),
    ],
)
def test_a_photo_with_a_mark_in_its_picture_is_not_kept(
    marked: Callable[[bytes], bytes], mark: bytes
) -> None:
    assert len(mark) <= len(PICTURE)
    for size in PIECES:
        with pytest.raises(PhotoNotCleanedError):
            cleaned(marked(mark), size)


@pytest.mark.parametrize("name", ["AFCP", "AFCP in the other order", "Canon"])
def test_a_jpeg_whose_scan_ends_like_other_programs_data_is_not_kept(name: str) -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(jpeg()[:-2] + AT_THE_END[name][:-2] + b"\xff\xd9")
