"""The statement about the newest office key as it lies beside the roster, once the office has changed its key."""

from pathlib import Path
from typing import Final

from crypto.gpg.errors import GpgFaultError
from store.domain.errors import OfficeKeyChangeError
from store.domain.office_key_change import MAX_CHANGE_BYTES, read_key_change

OFFICE_KEY_FILE: Final = "office-key.json"


def read_key_file(path: Path) -> bytes:
    """Return the file's bytes, one more than it may have if it is too large; raises `OSError`."""
    with path.open("rb") as file:
        return file.read(MAX_CHANGE_BYTES + 1)


def key_change_in(folder: Path) -> bytes:
    """Return the statement in this folder, empty without one, or for a file that is too large to be one."""
    try:
        data = read_key_file(folder / OFFICE_KEY_FILE)
    except FileNotFoundError:
        return b""
    return data if len(data) <= MAX_CHANGE_BYTES else b""


def vouched_notes(folder: Path, office: str) -> frozenset[str]:
    """Return the notes by earlier office keys for which the key of this fingerprint vouches.

    Without such a file, or with one that this key did not sign, there are none: those notes then count for nothing.
    """
    try:
        change, _signed = read_key_change(read_key_file(folder / OFFICE_KEY_FILE), office)
    except GpgFaultError:
        raise
    except (FileNotFoundError, OfficeKeyChangeError):
        return frozenset()
    return frozenset(change.notes)
