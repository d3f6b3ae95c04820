"""Starts in the sandbox: `python3 -m journalist_interface.evidence.inside convert|copy|encode`."""

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.archives import list_archive
from journalist_interface.evidence.inside.copying import has_copy, make_copy
from journalist_interface.evidence.inside.document_tells import hand_out_drawing_facts, hand_out_office_facts
from journalist_interface.evidence.inside.embedded_photos import hand_out_photo_facts
from journalist_interface.evidence.inside.kinds import OFFICE, ContentKind, detect_kind
from journalist_interface.evidence.inside.libreoffice import make_pdf
from journalist_interface.evidence.inside.limits import CHANNELS, SAMPLE_RATE, apply_limits
from journalist_interface.evidence.inside.mails import read_mail
from journalist_interface.evidence.inside.media import decode_media
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.pages import (
    count_pages,
    draw_pages,
    hand_out_pdf_facts,
    list_files,
)
from journalist_interface.evidence.inside.programs import FOLDER, STILLS, imported
from journalist_interface.evidence.inside.tells import hand_out_facts
from journalist_interface.evidence.inside.texts import read_text

_BEYOND_LIMITS: Final = frozenset({errno.ENOSPC, errno.ENOMEM, errno.EAGAIN, errno.EFBIG})
# Samples in, Opus in Ogg out: what goes in is any bytes, since any four of them are a sample.
_ENCODER: Final = (
    *("ffmpeg", "-nostdin", "-v", "quiet"),
    *("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", str(CHANNELS), "-i", "pipe:0"),
    *("-c:a", "libopus", "-b:a", "32k"),
    *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
    *("-f", "ogg", "pipe:1"),
)


def main(task: str) -> None:
    """Do one task; what goes wrong is a message too."""
    apply_limits()
    if task == "encode":
        os.execvp(_ENCODER[0], _ENCODER)  # noqa: S606 # nosec B606
    output = Output(sys.stdout.buffer)
    with contextlib.suppress(BrokenPipeError):  # the host wants no more
        if code := _failure(_TASKS[task], output):
            output.refused(code)
        else:
            output.closed()


def _failure(task: Callable[[Path, ContentKind, Output], None], output: Output) -> str:
    """Do a task, and return the code of what went wrong, or nothing."""
    try:
        path, kind = _receive()
        task(path, kind, output)
    except RefusedFileError as refused:
        return refused.code
    except BrokenPipeError:
        raise
    except OSError as error:
        return "limit" if error.errno in _BEYOND_LIMITS else "damaged"
    except MemoryError:
        return "limit"
    except Exception:  # noqa: BLE001 # libraries raise all sorts over a file that was made for it
        return "damaged"
    return ""


def _receive() -> tuple[Path, ContentKind]:
    """Write the file into the sandbox's memory, under a name that says its kind to converters."""
    came = FOLDER / "came"
    with came.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file, 1024 * 1024)
    kind = detect_kind(came)
    return came.rename(FOLDER / f"file.{kind.ending}"), kind


def convert(path: Path, kind: ContentKind, output: Output) -> None:
    """Hand out what a file shows and tells."""
    output.has_copy = has_copy(kind)
    if kind.kind == "text":
        output.opened("text")
        read_text(path, output)
    elif kind.kind == "mail":
        read_mail(path, kind.ending, output)
    elif kind.kind == "archive":
        list_archive(path, kind.ending, output)
    else:
        # First, since they are to be known even where no picture can be made.
        _hand_out_all_facts(path, kind, output)
        _CONVERTERS[kind.kind](path, kind, output)


def _hand_out_all_facts(path: Path, kind: ContentKind, output: Output) -> None:
    try:
        hand_out_facts(path, kind, output)
        if kind.kind in OFFICE:
            hand_out_office_facts(path, output)
        elif kind.ending == "svg":
            hand_out_drawing_facts(path, output)
        elif kind.kind == "pdf":
            hand_out_pdf_facts(path, output)
        if kind.kind in OFFICE or kind.kind == "pdf":
            hand_out_photo_facts(path, kind, output)
    except RefusedFileError:
        output.leave_out("facts")


def _convert_pdf(path: Path, kind: ContentKind, output: Output) -> None:
    made = make_pdf(path, kind) if kind.kind in OFFICE else path
    count = count_pages(made)
    output.opened(kind.kind, count)
    if made == path:
        list_files(path, output)
    draw_pages(made, count, output)


def _convert_picture(path: Path, kind: ContentKind, output: Output) -> None:
    imported(STILLS).draw_picture(path, kind, output)


def _convert_media(path: Path, _kind: ContentKind, output: Output) -> None:
    decode_media(path, output)


_CONVERTERS: Final[Mapping[str, Callable[[Path, ContentKind, Output], None]]] = {
    "pdf": _convert_pdf,
    "document": _convert_pdf,
    "spreadsheet": _convert_pdf,
    "slides": _convert_pdf,
    "picture": _convert_picture,
    "video": _convert_media,
    "audio": _convert_media,
}
_TASKS: Final[Mapping[str, Callable[[Path, ContentKind, Output], None]]] = {
    "convert": convert,
    "copy": make_copy,
}

if __name__ == "__main__":
    main(sys.argv[1])
