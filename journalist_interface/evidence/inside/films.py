"""Copies of films: their streams as they are, without the notes between the pictures of H.264 and H.265 (SEI).

Encoders write their version and settings there, and cameras what they like. Other codecs keep what is in their streams.
"""

import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from journalist_interface.evidence.inside.kinds import ContentKind
from journalist_interface.evidence.inside.limits import MIB
from journalist_interface.evidence.inside.media import INPUT, moments_of, probed, seconds_of
from journalist_interface.evidence.inside.output import RefusedFileError
from journalist_interface.evidence.inside.programs import FOLDER, output_of, succeeds

_SECONDS: Final = 150.0
_NOTES: Final = {"h264": (6,), "hevc": (39, 40)}
"""The kinds of units that are notes, in each codec."""
_QUALITY: Final = ("-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", "-threads", "2")
_FORMATS: Final = {"mp4": "mp4", "avi": "avi", "wmv": "asf"}
_FFMPEG: Final = ("ffmpeg", "-nostdin", "-v", "quiet", *INPUT)
_ANONYMOUS: Final = (
    *("-map_metadata", "-1", "-map_chapters", "-1", "-disposition", "0"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
)
_HEAD: Final = struct.Struct(">I4s")
_LARGE_HEAD: Final = struct.Struct(">I4sQ")
_LEADING: Final = {
    **dict.fromkeys((b"moov", b"trak", b"mdia", b"minf", b"stbl"), 0),
    b"stsd": 8,
    **dict.fromkeys((b"hvc1", b"hev1"), 78),
}
"""The boxes of an MP4 around the parameters of H.265, and how many bytes each has before those in it."""
_PARAMETERS: Final = b"hvcC"
_BEFORE_LISTS: Final = 22
_LIST_HEAD: Final = struct.Struct(">BH")
_UNIT_HEAD: Final = struct.Struct(">H")
_KIND_BITS: Final = 0x3F
_SUBTITLES: Final = b"GA94\3"
"""The head of subtitles in notes, as ATSC A/53 has it."""
_MOST_NOTES: Final = 64 * MIB
_LARGEST_TABLE: Final = 64 * MIB


def copy_film(path: Path, kind: ContentKind) -> Path:
    """Return a copy with the streams as they are, but without notes.

    Raises `RefusedFileError` if they have subtitles, which a copy would lack, and no page of the file shows.
    """
    tracks = _tracks_with_notes(path)
    if any(_SUBTITLES in _notes_of_track(path, *track) for track in tracks):
        raise RefusedFileError("not_cleanable")
    options = [option for number, codec in tracks for option in _without_notes_of(number, codec)]
    return _written(path, kind, options)


def encode_film(path: Path, kind: ContentKind) -> Path:
    """Return a copy whose pictures are encoded anew: some films cannot be played without their notes."""
    options = [
        option
        for number, _ in _tracks_with_notes(path)
        for option in (f"-c:v:{number}", "libx264", *_without_notes_of(number, "h264"))
    ]
    return _written(path, kind, [*options, *_QUALITY])


def has_notes(film: Path) -> bool:
    """Return whether notes are left in a film, or among the parameters before its pictures."""
    return any(_notes_of_track(film, *track) for track in _tracks_with_notes(film))


def plays_the_same(copy: Path, path: Path) -> bool:
    """Return whether a copy without notes has all units, and some moments of those that a page shows look alike."""
    if not _tracks_with_notes(path):
        return True
    wanted = ("-select_streams", "v", "-count_packets", "-show_format", "-show_streams")
    before, after = (probed(film, *wanted, seconds=_SECONDS) for film in (path, copy))
    if _counts(before) != _counts(after):
        return False
    moments = moments_of(seconds_of(before.get("format", {})))[::2]
    return all(_picture_at(path, moment) == _picture_at(copy, moment) for moment in moments)


def _written(path: Path, kind: ContentKind, options: Sequence[str]) -> Path:
    copy = FOLDER / f"film.{kind.ending}"
    of_streams = ("-map", "0", "-c", "copy", *options, *_ANONYMOUS)
    _run("-y", "-i", str(path), *of_streams, "-f", _FORMATS[kind.ending], str(copy))
    if kind.ending == "mp4" and any(codec == "hevc" for _, codec in _tracks_with_notes(copy)):
        _forget_notes_before_pictures(copy)
    return copy


def _without_notes_of(number: int, codec: str) -> tuple[str, str]:
    """Return the options of ffmpeg that leave the notes of a track out."""
    return f"-bsf:v:{number}", f"filter_units=remove_types={_kinds(codec)}"


def _kinds(codec: str) -> str:
    return "|".join(map(str, _NOTES[codec]))


def _tracks_with_notes(path: Path) -> list[tuple[int, str]]:
    """Return the number and the codec of each track that may have notes."""
    streams = probed(path, "-select_streams", "v", "-show_streams").get("streams", [])
    codecs = enumerate(str(stream.get("codec_name")) for stream in streams)
    return [(number, codec) for number, codec in codecs if codec in _NOTES]


def _notes_of_track(film: Path, number: int, codec: str) -> bytes:
    """Return the notes of a track. Raises `RefusedFileError` if there are too many to look at."""
    notes = FOLDER / "notes"
    only = f"{codec}_mp4toannexb,dump_extra,filter_units=pass_types={_kinds(codec)}"
    of_track = ("-map", f"0:v:{number}", "-c", "copy", "-bsf:v", only)
    _run("-y", "-i", str(film), *of_track, "-f", "data", str(notes))
    if notes.stat().st_size > _MOST_NOTES:
        raise RefusedFileError("limit")
    return notes.read_bytes()


def _counts(told: dict[str, Any]) -> list[object]:
    return [stream.get("nb_read_packets") for stream in told.get("streams", [])]


def _picture_at(path: Path, moment: float) -> bytes:
    return output_of(
        [*_FFMPEG, "-ss", str(moment), "-i", str(path), "-map", "0:v", "-frames:v", "1", "-f", "md5", "-"],
        _SECONDS,
    )


def _run(*arguments: str) -> None:
    if not succeeds([*_FFMPEG, *arguments], _SECONDS):
        raise RefusedFileError("not_cleanable")


def _forget_notes_before_pictures(film: Path) -> None:
    """Rewrite the table of an MP4, which ffmpeg writes last: its filter leaves the notes that stand in there."""
    with film.open("r+b") as file:
        start, table = _last_box(file)
        written = _without_notes(table)
        file.seek(start)
        file.write(written)
        file.truncate()


def _last_box(file: BinaryIO) -> tuple[int, bytes]:
    """Return the last box of a film, and where it begins."""
    start, end = 0, file.seek(0, os.SEEK_END)
    while True:
        file.seek(start)
        size, _, large = _LARGE_HEAD.unpack(file.read(_LARGE_HEAD.size))
        size = large if size == 1 else size
        if start + size == end and size <= _LARGEST_TABLE:
            file.seek(start)
            return start, file.read()
        if size < _HEAD.size or start + size >= end:
            raise RefusedFileError("not_cleanable")
        start += size


def _without_notes(boxes: bytes) -> bytes:
    """Return boxes of an MP4 without the notes in them: sizes change, and what is behind them moves."""
    written, place = bytearray(), 0
    while place < len(boxes):
        size, kind = _HEAD.unpack_from(boxes, place)
        if not _HEAD.size <= size <= len(boxes) - place:
            raise RefusedFileError("not_cleanable")
        content = boxes[place + _HEAD.size : place + size]
        place += size
        if kind == _PARAMETERS:
            content = _parameters_alone(content)
        elif kind in _LEADING:
            leading = _LEADING[kind]
            content = content[:leading] + _without_notes(content[leading:])
        written += _HEAD.pack(_HEAD.size + len(content), kind) + content
    return bytes(written)


def _parameters_alone(content: bytes) -> bytes:
    """Return the parameters of H.265, which are lists of units by their kind, without the lists of notes."""
    kept, place = list[bytes](), _BEFORE_LISTS + 1
    for _ in range(content[_BEFORE_LISTS]):
        kind, units = _LIST_HEAD.unpack_from(content, place)
        end = place + _LIST_HEAD.size
        for _ in range(units):
            end += _UNIT_HEAD.size + _UNIT_HEAD.unpack_from(content, end)[0]
        if kind & _KIND_BITS not in _NOTES["hevc"]:
            kept.append(content[place:end])
        place = end
    return content[:_BEFORE_LISTS] + bytes([len(kept)]) + b"".join(kept)
