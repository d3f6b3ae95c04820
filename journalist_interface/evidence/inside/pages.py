"""Pages of a PDF, one after the other: poppler draws them, and each goes out before the next is drawn."""

import re
import sys
from pathlib import Path
from typing import IO, Final

from journalist_interface.evidence.inside import annotation_authors
from journalist_interface.evidence.inside.limits import MOST_PICTURES, PAGE_SIDE, PICTURE_SIDE
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.programs import errors_of, output_of, started

_SECONDS: Final = 150.0
_QUICK: Final = 60.0
_SCRIPTS: Final = re.compile(rb"^JavaScript:\s+yes", re.MULTILINE)
_PAGES: Final = re.compile(rb"^Pages:\s+([0-9]{1,9})$", re.MULTILINE)
_MOST_HEADER: Final = 64


def count_pages(path: Path) -> int:
    """Return how many pages a PDF has. Raises `RefusedFileError` if it is locked or none."""
    command = ["pdfinfo", str(path)]
    found = _PAGES.search(output_of(command, _QUICK))
    if found is None:
        raise RefusedFileError(
            "password" if b"Incorrect password" in errors_of(command, _QUICK) else "damaged"
        )
    return int(found[1])


def hand_out_scripts(path: Path, output: Output) -> None:
    """Say so if a PDF has scripts; nothing here runs them."""
    if _SCRIPTS.search(output_of(["pdfinfo", str(path)], _QUICK)):
        output.fact("macro", "")


def hand_out_pdf_people(path: Path, output: Output) -> None:
    """Say who annotated a PDF; what lies in it as a file of its own, or cannot be read, is not searched."""
    # `-s -P` as this program itself is run: nothing of the file's folder is imported.
    command = [sys.executable, "-s", "-P", "-m", annotation_authors.__name__, str(path), str(MOST_PICTURES)]
    authors = output_of(command, _QUICK).splitlines()
    for author in filter(None, authors):
        output.fact("comment", author.decode("utf-8", "replace"))
    is_whole = b"" in authors
    has_files = not output_of(["pdfdetach", "-list", str(path)], _QUICK).startswith(b"0 ")
    if has_files or not is_whole:
        output.leave_out("facts")


def draw_pages(path: Path, count: int, output: Output) -> None:
    """Hand out the pages of a PDF; those beyond the bounds are left out."""
    if count > MOST_PICTURES:
        output.leave_out("pages")
    last = min(count, MOST_PICTURES)
    # The longer side is bounded in pixels, because a page may claim to be kilometres long.
    command = ["pdftoppm", "-scale-to", str(PAGE_SIDE), "-l", str(last), str(path)]
    drawn = 0
    with started(command, _SECONDS) as stream:
        while (picture := read_ppm(stream)) is not None:
            output.picture(*picture)
            drawn += 1
    if drawn == 0:
        raise RefusedFileError("damaged")
    if drawn < last:
        output.leave_out("pages")


def read_ppm(stream: IO[bytes]) -> tuple[tuple[int, int], bytes] | None:
    """Return width, height and pixels of the next picture of a stream (PPM of Netpbm, 8 bits), or None at its end."""
    if not stream.read(3):
        return None
    width, height, _ = (_number(stream) for _ in range(3))
    if not (0 < width <= PICTURE_SIDE and 0 < height <= PICTURE_SIDE):
        raise RefusedFileError("damaged")
    pixels = stream.read(3 * width * height)
    if len(pixels) < 3 * width * height:
        return None
    return (width, height), pixels


def _number(stream: IO[bytes]) -> int:
    digits = b""
    while (character := stream.read(1)).isdigit() and len(digits) < _MOST_HEADER:
        digits += character
    return int(digits or b"0")
