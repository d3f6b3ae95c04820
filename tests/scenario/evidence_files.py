"""The files that a reporter of the story sends as they are: made here by code, and by nobody who exists."""

import io
import struct
import zlib
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from tests.journalist_interface.evidence import made_files
from tests.scenario.story_texts import Text

AUTHOR: Final = made_files.AUTHOR
PDF: Final = "kuitansi 0117.pdf"
WORD: Final = "kronologi.docx"
PHOTO: Final = "foto gudang.jpg"
VIDEO: Final = "rekaman gudang.avi"
MAIL: Final = "perintah.eml"
BOMB: Final = "denah.png"
SAID: Final = Text("Kuitansi 0117 dipakai lagi bulan depan.", "Receipt 0117 will be used again next month.")
_FRAMES: Final = 8
_SIZE: Final = (160, 120)
_BOMB_SIDE: Final = 60_000


def write_files(folder: Path, said: str) -> list[Path]:
    """Write a PDF, a Word file with an author, a photo with a place, a video, a mail, and a bomb."""
    contents = {
        PDF: made_files.pdf(),
        WORD: made_files.docx(),
        PHOTO: made_files.photo(size=(320, 240)),
        VIDEO: moving_picture(),
        MAIL: made_files.mail(said),
        BOMB: bomb(),
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in contents]


def moving_picture() -> bytes:
    """Return four seconds of video: an AVI of single JPEG pictures, which needs no encoder of films."""
    frames = [_frame(number) for number in range(_FRAMES)]
    width, height = _SIZE
    head = struct.pack("<14I", 500_000, 0, 0, 0x10, len(frames), 0, 1, 0, width, height, 0, 0, 0, 0)
    stream = b"vidsMJPG" + struct.pack(
        "<IHHIIIIIIII4H", 0, 0, 0, 0, 1, 2, 0, len(frames), 0, 0, 0, 0, 0, *_SIZE
    )
    form = struct.pack("<IiiHH4sIiiII", 40, width, height, 1, 24, b"MJPG", width * height * 3, 0, 0, 0, 0)
    streams = _list(b"strl", _chunk(b"strh", stream) + _chunk(b"strf", form))
    body = _list(b"hdrl", _chunk(b"avih", head) + streams)
    body += _list(b"movi", b"".join(_chunk(b"00dc", frame) for frame in frames))
    return _chunk(b"RIFF", b"AVI " + body)


def bomb() -> bytes:
    """Return a picture of half a megabyte that takes ten gigabytes once it is decoded."""
    packer = zlib.compressobj(9)
    row = bytes(1 + _BOMB_SIDE // 8)
    packed = b"".join(packer.compress(row * 1_000) for _ in range(_BOMB_SIDE // 1_000)) + packer.flush()
    head = struct.pack(">IIBBBBB", _BOMB_SIDE, _BOMB_SIDE, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def _frame(number: int) -> bytes:
    picture = Image.new("RGB", _SIZE, (40, 60, 80))
    ImageDraw.Draw(picture).rectangle((10 + 15 * number, 40, 30 + 15 * number, 80), fill=(220, 200, 120))
    made = io.BytesIO()
    picture.save(made, "JPEG")
    return made.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _list(name: bytes, data: bytes) -> bytes:
    return _chunk(b"LIST", name + data)
