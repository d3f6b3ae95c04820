"""Archives as a list of what is in them, without unpacking anything to a file."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from journalist_interface.evidence.inside.limits import CHUNK
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.programs import FOLDER, started

_SECONDS: Final = 30.0
# Of the processor, so that a list does not end the earlier on a busy machine. The soft limit: it ends bsdtar alone.
_PROCESSOR_SECONDS: Final = 4
# What it says last is written beside the list, where no name reaches it. It ends well after a damaged entry too, and
# complains. Names of groups would not be spelled out as names of files are: with line breaks they would invent files.
_LISTING: Final = f'''ulimit -S -t {_PROCESSOR_SECONDS} &&
bsdtar --numeric-owner -tvf "$1" 2>"$2" && [ ! -s "$2" ] && echo >"$3"'''
_COMPLAINTS: Final = FOLDER / "complaints"
_WHOLE: Final = FOLDER / "whole"
# "-rw-r--r--  0 1000 1000   1234 Jan  1 12:00 name": bsdtar spells out line breaks of names. A device has two numbers
# in the place of its size.
_LINE: Final = re.compile(
    r"([-bcdlpsh])\S*\s+\S+\s+[0-9]+\s+[0-9]+\s+(?:([0-9]+)|[0-9]+,[0-9]+)\s+\S+\s+\S+\s+\S+ (.*)\n"
)


def list_archive(path: Path, ending: str, output: Output) -> None:
    """Hand out names and sizes of the files in an archive."""
    output.opened("archive")
    output.leave_out("facts")  # what the files inside it tell is not searched
    if ending == "zip":
        _list_zip(path, output)
    else:
        _list_other(path, output)


def _list_zip(path: Path, output: Output) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                is_folder = entry.is_dir() and not entry.file_size  # a name alone makes no folder
                if not is_folder and not output.entry(entry.filename, entry.file_size):
                    return
    except (zipfile.BadZipFile, NotImplementedError):
        raise RefusedFileError("damaged") from None


def _list_other(path: Path, output: Output) -> None:
    """List as far as time and the archive go: the list of a compressed one takes reading all of it."""
    command = ["/bin/sh", "-c", _LISTING, "sh", str(path), str(_COMPLAINTS), str(_WHOLE)]
    listed = False
    try:
        with started(command, _SECONDS) as stream:
            for line in _lines(stream):
                found = _LINE.fullmatch(line)
                if found is None:
                    output.leave_out("entries")
                elif found[1] != "d":
                    listed = True
                    if not output.entry(found[3], int(found[2][:15]) if found[2] else None):
                        return
    except RefusedFileError as refused:
        if refused.code != "limit" or not listed:
            raise
    if not listed:
        raise RefusedFileError("unknown")  # a single file that was compressed has no list
    if not _WHOLE.exists():
        output.leave_out("entries")


def _lines(stream: IO[bytes]) -> Iterator[str]:
    """Yield the lines of a list; of one that is too long, its beginning without the line break."""
    while line := stream.readline(CHUNK):
        rest = line
        while len(rest) == CHUNK and not rest.endswith(b"\n"):
            rest = stream.readline(CHUNK)
        if len(line) < CHUNK and not line.endswith(b"\n"):
            line += b"\n"  # bsdtar was ended while it read on, after it had written the whole name
        yield line.decode("utf-8", "replace")
