"""What lies behind the end of a picture or of a PDF is found, whatever the format."""

import io
from pathlib import Path

import pytest
from PIL import Image

from journalist_interface.evidence.inside.kinds import kind_of_beginning
from journalist_interface.evidence.inside.pages import has_older_parts
from journalist_interface.evidence.inside.picture_ends import starts_more
from tests.journalist_interface.evidence import made_files

BRAND = b"\0\0\0\x10ftypisom\0\0\0\0"
FILM = BRAND + b"\0\0\0\x10moov\0\0\0\x08mvhd"
HEIC = b"\0\0\0\x10ftypheic\0\0\0\0" + b"\0\0\0\x0cmeta\0\0\0\0" + b"\0\0\0\x0cmdatisi!"


def picture(form: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 60)).save(made, form)
    return made.getvalue()


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("jpg", picture("JPEG")),
        ("png", picture("PNG")),
        ("gif", picture("GIF")),
        ("bmp", picture("BMP")),
        ("webp", picture("WEBP")),
        ("avif", picture("AVIF")),
        ("heic", HEIC),
    ],
)
def test_what_lies_behind_a_picture_is_found(ending: str, content: bytes, tmp_path: Path) -> None:
    def has_more(data: bytes) -> bool:
        (tmp_path / "file").write_bytes(data)
        return starts_more(tmp_path / "file", ending)

    assert not has_more(content)
    assert has_more(content + FILM)
    assert has_more(content + bytes(5_000_000) + b"x")
    if ending not in {"avif", "heic"}:
        assert not has_more(content + bytes(90))  # some cameras fill up blocks
    for end in range(1, len(content), max(1, len(content) // 50)):
        has_more(content[:end])


def test_the_versions_of_a_pdf_from_before_it_was_changed_are_not_searched(tmp_path: Path) -> None:
    def has_older(data: bytes) -> bool:
        (tmp_path / "file").write_bytes(data)
        return has_older_parts(tmp_path / "file")

    whole = made_files.pdf(1)
    place = whole.rindex(b"startxref")
    assert not has_older(whole)
    assert has_older(whole + b"9 0 obj<<>>endobj\n" + whole[place:])
    assert has_older(whole + b"PK\x03\x04")
    assert has_older(b"%!PS\n" + whole)


@pytest.mark.parametrize("beginning", [b"\0\0\0\x08wide", b""])
def test_a_film_of_before_its_brand_is_one(beginning: bytes) -> None:
    kind = kind_of_beginning(beginning + FILM.removeprefix(BRAND))
    assert kind is not None
    assert kind.kind == "video"
