"""Facts in the photos, films, sounds and objects inside a document: a camera's place stays in what is put into it."""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.kinds import ContentKind, kind_of_beginning
from journalist_interface.evidence.inside.limits import MIB
from journalist_interface.evidence.inside.office_settings import named_fact
from journalist_interface.evidence.inside.output import Output
from journalist_interface.evidence.inside.pdf_forms import unshown_values
from journalist_interface.evidence.inside.pdf_objects import PdfObjects
from journalist_interface.evidence.inside.programs import FOLDER, output_of
from journalist_interface.evidence.inside.tells import read_facts

_PHOTOS: Final = FOLDER / "photos"
_SECONDS: Final = 10.0
_MOST_PAGES: Final = 20
_MOST_PHOTOS: Final = 40
_MOST_BYTES: Final = 16 * MIB
_TELLING: Final = frozenset({"author", "device", "serial_number", "place", "created"})
_BEGINNING: Final = 16
_RECORDED: Final = frozenset({"picture", "video", "audio"})
_TEXTS: Final = (".xml", ".rels")


def hand_out_photo_facts(path: Path, kind: ContentKind, output: Output) -> None:
    """Hand out what the first photos of a document tell; with many or large ones, facts are left out."""
    _PHOTOS.mkdir()
    if kind.kind == "pdf":
        _extract_from_pdf(path, output)
        _extract_packets(path, output)
    elif zipfile.is_zipfile(path):
        _extract_from_container(path, output)
    if any(_PHOTOS.iterdir()):
        for category, value in read_facts(_PHOTOS, kind, output.leave_out):
            if category in _TELLING:
                output.fact(category, value)
    shutil.rmtree(_PHOTOS)


def _extract_from_pdf(path: Path, output: Output) -> None:
    """Take photos of the first pages out as they are.

    Those of JPEG 2000 are not searched; other pictures have no room for what a camera writes.
    """
    listed = output_of(["pdfimages", "-list", "-l", str(_MOST_PAGES + 1), str(path)], _SECONDS).decode()
    rows = [row for line in listed.splitlines() if len(row := line.split()) > 8 and row[0].isdigit()]
    photos = {int(row[0]) for row in rows if row[8] == "jpeg"}
    if max(photos, default=0) > _MOST_PAGES or any(row[8] == "jpx" for row in rows):
        output.leave_out("facts")
    is_scan = len({row[8] for row in rows}) == 1  # then one run takes no large pictures out
    ranges = (
        [(1, _MOST_PAGES)] if photos and is_scan else [(page, page) for page in sorted(photos)[:_MOST_PAGES]]
    )
    for first, last in ranges:
        where = ["-f", str(first), "-l", str(last), str(path), str(_PHOTOS / str(first))]
        output_of(["pdfimages", "-j", *where], _SECONDS)
        for other in _PHOTOS.glob("*.p?m"):
            other.unlink()


def _extract_packets(path: Path, output: Output) -> None:
    """Take out what editors noted on single pictures and pages, and hand out what other objects tell."""
    objects = PdfObjects(path)
    for category, value in objects.facts():
        output.fact(category, value)
    fields = {value: name for name, value in objects.values()}
    for value in unshown_values(path, (*fields, *objects.bookmarks())):
        name = fields.get(value)
        output.fact(*(named_fact(name, value, "hidden_text") if name else ("hidden_text", value)))
    if not objects.is_whole or len(objects.packets) > _MOST_PHOTOS:
        output.leave_out("facts")
    for number, packet in enumerate(objects.packets[:_MOST_PHOTOS]):
        (_PHOTOS / f"note{number}.xmp").write_bytes(packet)


def _extract_from_container(path: Path, output: Output) -> None:
    with zipfile.ZipFile(path) as container:
        for number, (entry, ending) in enumerate(_photos(container)):
            if number >= _MOST_PHOTOS or entry.file_size > _MOST_BYTES:
                output.leave_out("facts")
                continue
            with container.open(entry) as photo:
                (_PHOTOS / f"{number}.{ending}").write_bytes(photo.read(_MOST_BYTES))


def _photos(container: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Yield what begins as a photo, film or sound does, wherever it lies and whatever it is called, with its ending."""
    for entry in container.infolist():
        if entry.filename.endswith(_TEXTS):
            continue
        with container.open(entry) as part:
            kind = kind_of_beginning(part.read(_BEGINNING))
        if kind is not None and kind.kind in _RECORDED:
            yield entry, kind.ending
