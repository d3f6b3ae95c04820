"""Opening an officer's index at the sign-in, with the existing key or anew. It never keeps an officer out."""

from datetime import date
from pathlib import Path
from typing import Final

from crypto.gpg.errors import GpgError, KeyLockedError
from journalist_interface.cache.cache_key import KEY_FILE, make_key, open_key
from journalist_interface.cache.case_cache import CacheNotice, CaseCache
from journalist_interface.keyring import OpenKey
from store.domain.current_roster import CurrentRoster
from store.domain.errors import RosterError
from store.domain.roster import Person

_FOLDER: Final = "index"


def open_cache(state: Path, person: Person, key: OpenKey, current: CurrentRoster, today: date) -> CaseCache:
    """Return the index of this officer; an empty one after a new key, or if the old one was damaged.

    Raises only `KeyLockedError`: where there can be no index, the session works without one.
    """
    folder = state / _FOLDER / person.id
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = open_key(folder, person, key, current)
        if found is not None:
            return CaseCache(folder, found)
        begun = CaseCache(folder, None)
        had_one = (folder / KEY_FILE).exists() or bool(begun.cases())
        begun.clear()
        made = CaseCache(folder, make_key(folder, person, key, current, today))
    except KeyLockedError:
        raise
    except (OSError, GpgError, RosterError):
        without = CaseCache(folder, None)
        without.tell(CacheNotice.UNUSABLE)
        return without
    if had_one:
        made.tell(CacheNotice.ANEW)
    return made
