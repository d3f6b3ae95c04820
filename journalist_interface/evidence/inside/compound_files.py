"""Compound files (MS-CFB): old documents of Office and mails of Outlook, told apart by the beginnings of streams."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from journalist_interface.evidence.inside.output import RefusedFileError
from journalist_interface.evidence.inside.programs import imported

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED: Final = ("EncryptedPackage", "EncryptedSummary")
# A stream, what it begins with (FibBase of MS-DOC, BOF of MS-XLS, CurrentUserAtom of MS-PPT), and the ending.
_STREAMS: Final = (
    ("WordDocument", b"\xec\xa5", "doc"),
    ("WordDocument", b"\xdc\xa5", "doc"),
    ("Workbook", b"\x09\x08", "xls"),
    ("Book", b"\x09\x08", "xls"),
    ("Current User", b"\0\0\xf6\x0f", "ppt"),
    # Last: one such stream more would keep a document from being searched.
    ("__properties_version1.0", b"", "msg"),
)
_BEGINNING: Final = 64
_WORD_FLAGS, _WORD_IS_LOCKED = 11, 0x01
_BOF_LENGTH: Final = 2
_FILE_PASS: Final = b"\x2f\0"


@contextmanager
def compound_file(path: Path) -> Iterator[Any]:
    """Open a compound file. Raises `RefusedFileError` for a damaged one, in its context too."""
    olefile = imported("olefile")
    try:
        with olefile.OleFileIO(str(path)) as container:
            yield container
    except (OSError, ValueError, IndexError):
        raise RefusedFileError("damaged") from None


def compound_ending(path: Path) -> str:
    """Return the ending that a compound file should have: LibreOffice takes its time over bytes that are no document.

    Raises `RefusedFileError` if it is none of these, or locked.
    """
    with compound_file(path) as container:
        if any(map(container.exists, _LOCKED)):
            raise RefusedFileError("password")
        for stream, beginning, ending in _STREAMS:
            if container.exists(stream):
                found: bytes = container.openstream(stream).read(_BEGINNING)
                if found.startswith(beginning):
                    if _is_locked(ending, found):
                        raise RefusedFileError("password")
                    return ending
    raise RefusedFileError("unknown")


def _is_locked(ending: str, beginning: bytes) -> bool:
    if ending == "doc":
        return bool(beginning[_WORD_FLAGS : _WORD_FLAGS + 1]) and bool(
            beginning[_WORD_FLAGS] & _WORD_IS_LOCKED
        )
    if ending == "xls":
        second = 4 + int.from_bytes(beginning[_BOF_LENGTH : _BOF_LENGTH + 2], "little")
        return beginning[second : second + 2] == _FILE_PASS
    return False
