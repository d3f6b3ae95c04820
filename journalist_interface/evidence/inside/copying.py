"""Copies without author data, made by mat2: with the content as it is where that removes all, else encoded anew."""

import importlib
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.document_tells import office_facts
from journalist_interface.evidence.inside.kinds import OFFICE, ContentKind
from journalist_interface.evidence.inside.limits import CHUNK, LARGEST_COPY
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.tells import IDENTIFYING, read_facts

# Of a PDF, mat2's lightweight mode keeps pictures as they are, with the place that a camera wrote into them.
_LIGHTWEIGHT: Final = frozenset({"jpg", "png", "tiff", "gif", "heic"})


def make_copy(path: Path, kind: ContentKind, output: Output) -> None:
    """Hand out a copy. Raises `RefusedFileError` if there is none, or if it still tells of its author."""
    if kind.kind == "archive":
        raise RefusedFileError("not_cleanable")  # what is left in the files inside it is not searched
    lightweight = kind.ending in _LIGHTWEIGHT
    copy = _cleaned(path, lightweight=lightweight)
    if lightweight and _tells(copy, kind):
        lightweight = False
        copy = _cleaned(path, lightweight=False)
    if _tells(copy, kind):
        raise RefusedFileError("not_cleanable")
    size = copy.stat().st_size
    if not 0 < size <= LARGEST_COPY:
        raise RefusedFileError("limit" if size else "damaged")
    output.copy("lightweight" if lightweight else "full", kind.ending, size)
    with copy.open("rb") as file:
        while piece := file.read(CHUNK):
            output.piece(piece)


def _cleaned(path: Path, *, lightweight: bool) -> Path:
    try:
        factory = importlib.import_module("libmat2.parser_factory")
    except (ImportError, ValueError):  # gi raises the latter where a library's description is missing
        raise RefusedFileError("missing") from None
    try:
        parser, _ = factory.get_parser(str(path))
    except ValueError:
        raise RefusedFileError("damaged") from None
    if parser is None:
        raise RefusedFileError("not_cleanable")
    parser.sandbox = False  # this is one
    parser.lightweight_cleaning = lightweight
    copy = Path(parser.output_filename)
    copy.unlink(missing_ok=True)
    try:
        made = parser.remove_all()
    except (ValueError, RuntimeError):
        made = False  # it gave up
    if not made or not copy.exists():
        raise RefusedFileError("not_cleanable")
    return copy


def _tells(copy: Path, kind: ContentKind) -> bool:
    """Return whether a person is still found in a copy, or not all of it was searched: mat2 leaves names behind."""
    unsearched: list[str] = []
    found = read_facts(copy, kind, unsearched.append)
    if kind.kind in OFFICE:
        found += office_facts(copy, unsearched.append)
    return bool(unsearched) or any(category in IDENTIFYING and value for category, value in found)
