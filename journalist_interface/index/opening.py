"""Opening an officer's index at the sign-in: with the key that lies there, or anew. It never keeps anybody out."""

from datetime import date
from pathlib import Path
from typing import Final

from crypto.errors import RosterError
from crypto.gpg.errors import GpgError, KeyLockedError
from crypto.roster import Person
from journalist_interface.index.index import Index, IndexNotice
from journalist_interface.index.key import KEY_FILE, make_key, open_key
from journalist_interface.keyring import OpenKey
from store.contract.current_roster import CurrentRoster

_FOLDER: Final = "index"


def open_index(state: Path, person: Person, key: OpenKey, current: CurrentRoster, today: date) -> Index:
    """The index of this officer; after a new key, or where the old one was damaged, an empty one.

    Raises `KeyLockedError` alone: where there can be no index, the session works without.
    """
    folder = state / _FOLDER / person.id
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = open_key(folder, person, key, current)
        if found is not None:
            return Index(folder, found)
        begun = Index(folder, None)
        had_one = (folder / KEY_FILE).exists() or bool(begun.cases())
        begun.clear()
        made = Index(folder, make_key(folder, person, key, current, today))
    except KeyLockedError:
        raise
    except (OSError, GpgError, RosterError):
        without = Index(folder, None)
        without.tell(IndexNotice.UNUSABLE)
        return without
    if had_one:
        made.tell(IndexNotice.ANEW)
    return made
