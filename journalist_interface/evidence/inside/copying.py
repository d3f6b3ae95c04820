"""Copies without author data: with the content as it is where that removes all, else encoded anew.

mat2 makes those of documents and pictures, exiftool those of pictures that mat2 does not know, and ffmpeg those of
films and sounds, of which mat2 keeps what lies behind or between the samples or pictures.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.document_tells import office_facts
from journalist_interface.evidence.inside.films import copy_film, encode_film, has_notes, plays_the_same
from journalist_interface.evidence.inside.kinds import OFFICE, ContentKind
from journalist_interface.evidence.inside.limits import CHUNK, LARGEST_COPY
from journalist_interface.evidence.inside.media import length_of
from journalist_interface.evidence.inside.office_order import keep_order
from journalist_interface.evidence.inside.office_settings import forget_settings
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.pages import has_files
from journalist_interface.evidence.inside.picture_chunks import keep_what_draws
from journalist_interface.evidence.inside.picture_ends import picture_end, starts_more
from journalist_interface.evidence.inside.programs import FOLDER, STILLS, imported, output_of, succeeds
from journalist_interface.evidence.inside.tells import IDENTIFYING, read_facts
from journalist_interface.evidence.inside.unseen_words import BOOKMARK, UnseenWords

_Way = Callable[[Path, ContentKind], Path]
_MAT2: Final = "libmat2.parser_factory"
_SECONDS: Final = 150.0
# Formats of ffmpeg, and codecs. Of what is not in frames with lengths, any bytes may lie between them.
_REPACKED: Final[Mapping[str, tuple[str, ...]]] = {
    "ogg": ("ogg", "copy"),
    "wav": ("wav", "copy"),
    "aiff": ("aiff", "copy"),
    "aac": ("adts", "copy"),
}
_ENCODED: Final[Mapping[str, tuple[str, ...]]] = {
    "mp3": ("mp3", "libmp3lame", "-q:a", "2"),
    "flac": ("flac", "flac"),
}


_GAP, _SHARE = 0.5, 0.05
"""Seconds, and part of a sound, that a copy may be shorter than the original claims to be."""


def make_copy(path: Path, kind: ContentKind, output: Output) -> None:
    """Hand out a copy. Raises `RefusedFileError` if there is none, or if it still tells of its author."""
    method, copy = _copied(path, kind)
    size = copy.stat().st_size
    if not 0 < size <= LARGEST_COPY:
        raise RefusedFileError("limit" if size else "damaged")
    output.copy(method, kind.ending, size)
    with copy.open("rb") as file:
        while piece := file.read(CHUNK):
            output.piece(piece)


def has_copy(kind: ContentKind) -> bool:
    """Return whether there may be a copy of such files."""
    return kind.ending in _WAYS


def _copied(path: Path, kind: ContentKind) -> tuple[str, Path]:
    """Return the first copy that tells nothing, and the method by which it was made."""
    for method, way in _WAYS.get(kind.ending, ()):
        copy = way(path, kind)
        if not _tells(copy, kind) and _shows_the_same(copy, path, kind, method):
            return method, copy
    raise RefusedFileError("not_cleanable")


def _stripped_by_mat2(path: Path, kind: ContentKind) -> Path:
    return _bare(_by_mat2(path, lightweight=True), path, kind)


def _drawn_by_mat2(path: Path, _kind: ContentKind) -> Path:
    if _pictures_in(path) != 1:
        raise RefusedFileError("not_cleanable")  # it would draw the first alone, and no officer would notice
    return _by_mat2(path, lightweight=False)


def _drawn_by_pillow(path: Path, kind: ContentKind) -> Path:
    copy = FOLDER / f"drawn.{kind.ending}"
    imported(STILLS).draw_pages_anew(path, copy)
    return copy


def _packed_by_mat2(path: Path, kind: ContentKind) -> Path:
    if kind.kind == "pdf" and has_files(path):
        raise RefusedFileError("not_cleanable")  # it would leave them out, and no officer would notice
    return _by_mat2(path, lightweight=False)


def _document_by_mat2(path: Path, _kind: ContentKind) -> Path:
    imported(_MAT2)  # or its modules import each other in a circle
    facts = office_facts(path, lambda _: None)
    unseen = UnseenWords(value for category, value in facts if category == BOOKMARK)
    keep_order(imported("libmat2.office"), unseen.leave)
    copy = _by_mat2(path, lightweight=False)
    forget_settings(copy)
    if unseen.are_in(office_facts(copy, lambda _: None)):
        raise RefusedFileError("not_cleanable")
    return copy


def _by_mat2(path: Path, *, lightweight: bool) -> Path:
    factory = imported(_MAT2)
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


def _stripped_by_exiftool(path: Path, kind: ContentKind) -> Path:
    copy = FOLDER / f"stripped.{kind.ending}"
    if (end := picture_end(path, kind.ending)) is not None:
        os.truncate(path, end)  # exiftool keeps what lies behind it
    if not succeeds(["exiftool", "-q", "-q", "-all=", "-o", str(copy), str(path)], _SECONDS):
        raise RefusedFileError("not_cleanable")
    return _bare(copy, path, kind)


def _bare(copy: Path, path: Path, kind: ContentKind) -> Path:
    """Keep what draws a picture, and what says which way is up: exiftool leaves what it does not know."""
    keep_what_draws(copy, kind.ending)
    turned = ["-overwrite_original", "-TagsFromFile", str(path), "-EXIF:Orientation", str(copy)]
    output_of(["exiftool", "-q", "-q", *turned], _SECONDS)
    return copy


def _pictures_in(path: Path) -> int:
    count: int = imported(STILLS).count_pictures(path)
    return count


def _repacked(path: Path, kind: ContentKind) -> Path:
    return _by_ffmpeg(path, kind.ending, *_REPACKED[kind.ending])


def _encoded(path: Path, kind: ContentKind) -> Path:
    copy = _by_ffmpeg(path, kind.ending, *_ENCODED[kind.ending])
    claimed, kept = length_of(path), length_of(copy) or 0.0
    if claimed is not None and claimed - kept > max(_GAP, _SHARE * claimed):
        raise RefusedFileError(
            "not_cleanable"
        )  # ffmpeg leaves out what is damaged, and says that all went well
    return copy


def _by_ffmpeg(path: Path, ending: str, form: str, *codec: str) -> Path:
    """Return a sound without what lies behind it."""
    copy = FOLDER / f"sound.{ending}"
    source = ("ffmpeg", "-nostdin", "-v", "quiet", "-f", ending, "-i", str(path), "-map", "0:a")
    anonymous = (
        "-map_metadata",
        "-1",
        "-map_chapters",
        "-1",
        "-fflags",
        "+bitexact",
        "-flags:a",
        "+bitexact",
    )
    if not succeeds([*source, "-c:a", *codec, *anonymous, "-f", form, str(copy)], _SECONDS):
        raise RefusedFileError("not_cleanable")  # there was no room, or nothing to encode
    return copy


def _shows_the_same(copy: Path, path: Path, kind: ContentKind, method: str) -> bool:
    """Return whether what was not encoded anew looks as it did: colours can need a field, and a film a note."""
    if method == _LIGHTWEIGHT and kind.kind == "video":
        return plays_the_same(copy, path)
    if method != _LIGHTWEIGHT or kind.ending not in _COMPARED:
        return True
    is_same: bool = imported(STILLS).have_same_pixels(path, copy)
    return is_same


def _tells(copy: Path, kind: ContentKind) -> bool:
    """Return whether a person is still found in a copy, or not all of it was searched: mat2 leaves names behind."""
    unsearched: list[str] = []
    found = read_facts(copy, kind, unsearched.append)
    if kind.kind in OFFICE:
        found += office_facts(copy, unsearched.append)
    if starts_more(copy, kind.ending) or (kind.kind == "video" and has_notes(copy)):
        return True
    return bool(unsearched) or any(category in IDENTIFYING and value for category, value in found)


_LIGHTWEIGHT, _FULL = "lightweight", "full"
_COMPARED: Final = frozenset({"jpg", "png", "tiff", "webp"})
# Of a PDF, mat2's lightweight mode keeps pictures as they are, with the place that a camera wrote into them.
_WAYS: Final[Mapping[str, tuple[tuple[str, _Way], ...]]] = {
    **dict.fromkeys(("jpg", "png"), ((_LIGHTWEIGHT, _stripped_by_mat2), (_FULL, _drawn_by_mat2))),
    "tiff": ((_LIGHTWEIGHT, _stripped_by_mat2), (_FULL, _drawn_by_pillow)),
    "heic": ((_LIGHTWEIGHT, _stripped_by_mat2),),
    **dict.fromkeys(("webp", "avif"), ((_LIGHTWEIGHT, _stripped_by_exiftool),)),
    "pdf": ((_FULL, _packed_by_mat2),),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp"), ((_FULL, _document_by_mat2),)),
    **dict.fromkeys(("mp4", "avi"), ((_LIGHTWEIGHT, copy_film), (_FULL, encode_film))),
    "wmv": ((_LIGHTWEIGHT, copy_film),),
    "txt": ((_LIGHTWEIGHT, _packed_by_mat2),),
    **dict.fromkeys(_REPACKED, ((_LIGHTWEIGHT, _repacked),)),
    **dict.fromkeys(_ENCODED, ((_FULL, _encoded),)),
}
"""The ways to a copy of each kind, by its ending; of the others there is none.

Of a GIF and a BMP, mat2 keeps what lies behind the picture; of an SVG it draws a part alone where that is wider than
high; what is left in the files inside an archive is not searched.
"""
