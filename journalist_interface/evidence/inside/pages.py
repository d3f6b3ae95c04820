"""Pages of a PDF, one after the other: poppler draws them, and each goes out before the next is drawn."""

import mmap
import re
import sys
from itertools import islice
from pathlib import Path
from typing import IO, Final

from journalist_interface.evidence.inside import poppler_tells
from journalist_interface.evidence.inside.limits import MOST_PICTURES, PAGE_SIDE, PICTURE_SIDE
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.programs import errors_of, output_of, started

_SECONDS: Final = 150.0
_QUICK: Final = 60.0
_SCRIPTS: Final = re.compile(rb"^JavaScript:\s+yes", re.MULTILINE)
_PAGES: Final = re.compile(rb"^Pages:\s+([0-9]{1,9})$", re.MULTILINE)
_AUTHOR: Final = re.compile(rb"^Author:\s+(\S.*)$", re.MULTILINE)
_BOX: Final = rb"Box: ((?:\s*-?[0-9.]+){4})$"
_BOXES: Final = re.compile(rb"^Page\s+[0-9]+ Media" + _BOX + rb"\s+^Page\s+[0-9]+ Crop" + _BOX, re.MULTILINE)
_POINT: Final = 1.0
_FORM_OF_XML: Final = re.compile(rb"^Form:\s+(?:dynamic )?XFA", re.MULTILINE)
_SIGNATURE: Final = b"/ByteRange"
_SIGNER: Final = re.compile(rb"^\s*- Signer Certificate Common Name: (\S.*)$", re.MULTILINE)
_END, _LAST, _BLANK = re.compile(rb"\bstartxref\b"), b"%%EOF", b"\0\t\n\f\r "
_LISTED: Final = re.compile(rb"^[0-9]+: (.*)$", re.MULTILINE)
_BEGINNING: Final = b"%PDF-"
_GLANCE: Final = 1024
_MOST_HEADER: Final = 64


def count_pages(path: Path) -> int:
    """Return how many pages a PDF has. Raises `RefusedFileError` if it is locked or none."""
    command = ["pdfinfo", str(path)]
    found = _PAGES.findall(output_of(command, _QUICK))
    if not found:
        raise RefusedFileError(
            "password" if b"Incorrect password" in errors_of(command, _QUICK) else "damaged"
        )
    return int(found[-1])  # a title with line breaks may say so before


def hand_out_pdf_facts(path: Path, output: Output) -> None:
    """Say what poppler finds in a PDF beside exiftool, and that what is a file of its own in it is not searched."""
    told = output_of(["pdfinfo", "-box", "-f", "1", "-l", str(MOST_PICTURES), str(path)], _QUICK)
    if any(_is_smaller(crop, media) for media, crop in _BOXES.findall(told)):
        output.fact("hidden_text", "")
    for author in _AUTHOR.findall(told):  # a title with line breaks may name another first
        output.fact("author", author.decode("utf-8", "replace"))
    if _SCRIPTS.search(told):
        output.fact("macro", "")
    if _FORM_OF_XML.search(told):
        output.leave_out("pages")  # poppler draws a page that says to open it with another program
    _hand_out_notes(path, output)
    _hand_out_signers(path, output)
    if has_files(path):
        output.has_copy = False  # it would lack them, and no reader would notice
        output.leave_out("facts")
    if has_older_parts(path):
        output.leave_out("facts")


def has_files(path: Path) -> bool:
    """Return whether there are files inside a PDF, or that cannot be told."""
    return not _list_of_files(path).startswith(b"0 ")


def list_files(path: Path, output: Output) -> None:
    """List the files inside a PDF: its pages may be nothing but their cover."""
    for name in _LISTED.findall(_list_of_files(path)):
        if not output.entry(name.decode("utf-8", "replace"), None):
            return


def _list_of_files(path: Path) -> bytes:
    return output_of(["pdfdetach", "-list", str(path)], _QUICK)


def _is_smaller(crop: bytes, media: bytes) -> bool:
    """Return whether a page is cut: what an editor cut off is often still there."""
    left, bottom, right, top = (
        float(outer) - float(inner) for outer, inner in zip(media.split(), crop.split(), strict=True)
    )
    return min(left, bottom) < -_POINT or max(right, top) > _POINT


def _hand_out_notes(path: Path, output: Output) -> None:
    # `-s -P` as this program itself is run: nothing of the file's folder is imported.
    command = [sys.executable, "-s", "-P", "-m", poppler_tells.__name__, str(path), str(MOST_PICTURES)]
    lines = output_of(command, _QUICK).split(b"\n")[:-1]
    for line in filter(None, lines):
        kind, _, value = line.decode("utf-8", "replace").partition(" ")
        output.fact(kind, value)
    if b"" not in lines:
        output.leave_out("facts")


def _hand_out_signers(path: Path, output: Output) -> None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.find(_SIGNATURE) < 0:
            return
    signers = _SIGNER.findall(output_of(["pdfsig", "-nocert", str(path)], _QUICK))
    for signer in signers:
        output.fact("signed_by", signer.decode("utf-8", "replace"))
    if not signers:
        output.leave_out("facts")


def has_older_parts(path: Path) -> bool:
    """Return whether a PDF still holds what it was before it was changed, or there is more before or behind it."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if not data[:_GLANCE].startswith(_BEGINNING):
            return True  # exiftool may take it for what stands before it
        most = 2 if data.find(b"/Linearized", 0, _GLANCE) >= 0 else 1
        ends = sum(1 for _ in islice(_END.finditer(data), most + 1))
        last = data.rfind(_LAST)
        return ends > most or last < 0 or bool(data[last + len(_LAST) :].strip(_BLANK))


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
