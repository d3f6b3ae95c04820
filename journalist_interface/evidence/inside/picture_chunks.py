"""The chunks of a PNG or a WebP: those that draw it are kept in a copy, and no others, whatever programs call them."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from journalist_interface.evidence.inside.output import RefusedFileError
from journalist_interface.evidence.inside.programs import FOLDER

# PNG (W3C), 11 and 12; EXIF is what says which way is up, after all else was taken out of it.
_PNG: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA sBIT sRGB cICP iCCP bKGD hIST pHYs acTL fcTL fdAT eXIf".split()
)
_WEBP: Final = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF"))
_PNG_BEGINNING, _RIFF_BEGINNING = 8, 12
_Piece = tuple[int, int]


def keep_what_draws(picture: Path, ending: str) -> None:
    """Rewrite a copy without the chunks that draw nothing; other formats stay as they are."""
    pieces = _PIECES.get(ending)
    if pieces is None:
        return
    rewritten = FOLDER / "what-draws"
    with picture.open("rb") as before, rewritten.open("wb") as after:
        for start, size in pieces(before, picture.stat().st_size):
            before.seek(start)
            after.write(before.read(size))
    if ending == "webp":
        _write_size(rewritten)
    shutil.move(rewritten, picture)


def _pieces_of_png(file: IO[bytes], end: int) -> Iterator[_Piece]:
    yield 0, _PNG_BEGINNING
    place = _PNG_BEGINNING
    while place < end:
        file.seek(place)
        head = file.read(8)
        size = 12 + int.from_bytes(head[:4])
        if len(head) < 8 or place + size > end:
            raise RefusedFileError("not_cleanable")
        if head[4:] in _PNG:
            yield place, size
        place += size


def _pieces_of_webp(file: IO[bytes], end: int) -> Iterator[_Piece]:
    yield 0, _RIFF_BEGINNING
    place = _RIFF_BEGINNING
    while place < end:
        file.seek(place)
        head = file.read(8)
        length = int.from_bytes(head[4:], "little")
        size = 8 + length + length % 2
        if len(head) < 8 or place + size > end:
            raise RefusedFileError("not_cleanable")
        if head[:4] in _WEBP:
            yield place, size
        place += size


def _write_size(webp: Path) -> None:
    size = webp.stat().st_size - 8
    with webp.open("r+b") as file:
        file.seek(4)
        file.write(size.to_bytes(4, "little"))


_PIECES: Final[Mapping[str, Callable[[IO[bytes], int], Iterator[_Piece]]]] = {
    "png": _pieces_of_png,
    "webp": _pieces_of_webp,
}
