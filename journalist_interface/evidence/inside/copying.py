"""Copies without author data, made by mat2: with the content as it is where that removes all, else encoded anew."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.document_tells import office_facts
from journalist_interface.evidence.inside.kinds import OFFICE, ContentKind
from journalist_interface.evidence.inside.limits import CHUNK, LARGEST_COPY
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.programs import FOLDER, output_of
from journalist_interface.evidence.inside.tells import IDENTIFYING, read_facts

# Of a PDF, mat2's lightweight mode keeps pictures as they are, with the place that a camera wrote into them.
_LIGHTWEIGHT: Final = frozenset({"jpg", "png", "tiff", "heic"})
# Of these, mat2 keeps whatever lies behind the picture, where no program looks for it.
_KEPT_BEHIND: Final = frozenset({"gif", "bmp"})
# Of these too; encoded anew, or packed anew where that suffices, they lose it.
_SOUNDS: Final[Mapping[str, tuple[str, ...]]] = {
    "mp3": ("libmp3lame", "-q:a", "2"),
    "flac": ("flac",),
    "ogg": ("copy",),
}
_SECONDS: Final = 150.0


def make_copy(path: Path, kind: ContentKind, output: Output) -> None:
    """Hand out a copy. Raises `RefusedFileError` if there is none, or if it still tells of its author."""
    if kind.kind == "archive" or kind.ending in _KEPT_BEHIND:
        raise RefusedFileError("not_cleanable")  # what is left in the files inside an archive is not searched
    lightweight = kind.ending in _LIGHTWEIGHT
    copy = _cleaned(path, lightweight=lightweight)
    if lightweight and _tells(copy, kind):
        lightweight = False
        copy = _cleaned(path, lightweight=False)
    if kind.ending in _SOUNDS:
        copy = _encoded_anew(copy, kind.ending)
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


def _encoded_anew(sound: Path, ending: str) -> Path:
    """Return a sound without what lies behind or between its samples."""
    made = FOLDER / f"sound.{ending}"
    source = ("ffmpeg", "-nostdin", "-v", "quiet", "-f", ending, "-i", str(sound), "-map", "0:a")
    anonymous = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
    output_of([*source, "-c:a", *_SOUNDS[ending], *anonymous, "-f", ending, str(made)], _SECONDS)
    if not made.exists():
        raise RefusedFileError("not_cleanable")
    return made


def _tells(copy: Path, kind: ContentKind) -> bool:
    """Return whether a person is still found in a copy, or not all of it was searched: mat2 leaves names behind."""
    unsearched: list[str] = []
    found = read_facts(copy, kind, unsearched.append)
    if kind.kind in OFFICE:
        found += office_facts(copy, unsearched.append)
    return bool(unsearched) or any(category in IDENTIFYING and value for category, value in found)
