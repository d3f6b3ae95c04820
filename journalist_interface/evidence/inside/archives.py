"""Archives as a list of what is in them, without unpacking anything to a file."""

import re
import zipfile
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.limits import CHUNK
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.programs import started

_SECONDS: Final = 30.0
# Of the processor, so that a list does not end the earlier on a busy machine. The soft limit: it ends bsdtar alone.
_PROCESSOR_SECONDS: Final = 4
_LISTING: Final = f'ulimit -S -t {_PROCESSOR_SECONDS} && bsdtar -tvf "$1" && echo whole'
# No name of a file can make a line of its own.
_WHOLE: Final = b"whole\n"
# "-rw-r--r--  0 user group   1234 Jan  1 12:00 name": bsdtar spells out line breaks of names.
_LINE: Final = re.compile(r"([-bcdlpsh])\S*\s+\S+\s+\S+\s+\S+\s+([0-9]+)\s+\S+\s+\S+\s+\S+ (.*)")


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
                if not entry.is_dir() and not output.entry(entry.filename, entry.file_size):
                    return
    except (zipfile.BadZipFile, NotImplementedError):
        raise RefusedFileError("damaged") from None


def _list_other(path: Path, output: Output) -> None:
    """List as far as time and the archive go: the list of a compressed one takes reading all of it."""
    listed = is_whole = False
    try:
        with started(["/bin/sh", "-c", _LISTING, "sh", str(path)], _SECONDS) as stream:
            while line := stream.readline(CHUNK):
                is_whole = line == _WHOLE
                found = _LINE.match(line.decode("utf-8", "replace").rstrip("\n"))
                if found is None or found[1] == "d":
                    continue
                listed = True
                if not output.entry(found[3], int(found[2][:15])):
                    return
    except RefusedFileError as refused:
        if refused.code != "limit" or not listed:
            raise
    if not listed:
        raise RefusedFileError("unknown")  # a single file that was compressed has no list
    if not is_whole:
        output.leave_out("entries")
