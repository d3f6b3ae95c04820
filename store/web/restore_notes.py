"""The office's notes on restores, as they lie beside the roster: one file, which comes from the machine of its key.

Each note is of one case and signed apart. Whoever believes one verifies its signature.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from crypto.errors import KentonganError, StatementError
from crypto.signing import Signed, decoder_ready
from store.domain.restored_history import read_note
from store.web.durable import replace_file

NOTES_FILE: Final = "restores.json"
MAX_NOTES_BYTES: Final = 256 * 1024 * 1024
_NOTES: Final = tuple[Signed, ...]


class RestoreNotesError(KentonganError):
    """The file of the notes on restores is damaged, too large, or cannot be read; the office can hand it out again."""


def read_notes(folder: Path) -> tuple[Signed, ...]:
    """Return all notes of this folder, none if it has no such file; raises `RestoreNotesError`."""
    try:
        with (folder / NOTES_FILE).open("rb") as file:
            data = file.read(MAX_NOTES_BYTES + 1)
        if len(data) > MAX_NOTES_BYTES:
            raise RestoreNotesError
        return msgspec.json.decode(data, type=decoder_ready(_NOTES))
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.MsgspecError):
        raise RestoreNotesError from None


def write_notes(folder: Path, notes: Iterable[Signed]) -> None:
    """Write the file, whole or not at all."""
    replace_file(folder / NOTES_FILE, msgspec.json.encode(tuple(notes)), 0o644)


def notes_of(notes: Iterable[Signed], case: str) -> tuple[Signed, ...]:
    """Return those that name this case; what is no note names none."""
    return tuple(signed for signed in notes if _case(signed) == case)


def _case(signed: Signed) -> str | None:
    try:
        return read_note(signed).case
    except StatementError:
        return None
