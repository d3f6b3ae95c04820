"""Opening an officer's index at the sign-in, with the existing key or anew. It never keeps an officer out.

The key is 32 random bytes, signed by the officer and encrypted to their certificates. The signature keeps a planted
index out. Anyone can encrypt to an officer: without a signature, an attacker who can write to this disk could plant a
key, and under it an index whose plaintexts would be believed.
"""

import secrets
from datetime import date
from pathlib import Path
from typing import Final

from crypto import signing
from crypto.errors import CryptoError, StatementError
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import GpgError, GpgFaultError, KeyLockedError
from crypto.signing import pack, unpack
from journalist_interface.cache.case_cache import CacheNotice, CaseCache
from journalist_interface.cache.verification_cache import certificates_of
from journalist_interface.keyring import OpenKey
from store.domain.current_roster import CurrentRoster
from store.domain.errors import RosterError
from store.domain.fields import Digest, Identifier, Key, Struct
from store.domain.labels import Label
from store.domain.roster import Person
from store.web.durable import replace_file

KEY_FILE: Final = "key.pgp"
_FOLDER: Final = "index"
_MOST_KEY_BYTES: Final = 64 * 1024


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


class CacheKey(Struct, frozen=True):
    """The signed statement: whose key it is, and which certificates the officer had when it was made."""

    person: Identifier
    day: date
    certificates: tuple[Digest, ...]
    key: Key


def open_key(folder: Path, person: Person, key: OpenKey, current: CurrentRoster) -> bytes | None:
    """Return the key in the folder; None unless this officer signed one and still has the same certificates.

    Raises `OSError`, `KeyLockedError`, or `GpgFaultError` if it cannot be judged.
    """
    try:
        ciphertext = (folder / KEY_FILE).read_bytes()
    except FileNotFoundError:
        return None
    if len(ciphertext) > _MOST_KEY_BYTES:
        return None
    try:
        found = _read(key.decrypt(ciphertext), person, current)
    except (KeyLockedError, GpgFaultError):
        raise
    except CryptoError:
        return None
    return found.key if frozenset(found.certificates) == certificates_of(current, person.id) else None


def make_key(folder: Path, person: Person, key: OpenKey, current: CurrentRoster, today: date) -> bytes:
    """Make, write and return a fresh key; raises `OSError`, `NoReaderError` or a `GpgError`."""
    made = CacheKey(
        person.id, today, tuple(sorted(certificates_of(current, person.id))), secrets.token_bytes(32)
    )
    text = signing.compose(Label.INDEX, made)
    ciphertext = encrypt_bytes(pack(text, key.sign(text)), current.recipients([person]), today)
    replace_file(folder / KEY_FILE, ciphertext, 0o600)
    return made.key


def _read(padded: bytes, person: Person, current: CurrentRoster) -> CacheKey:
    signed = unpack(padded)
    found = signing.parse(Label.INDEX, signed.text, CacheKey)
    if found.person != person.id:
        raise StatementError
    current.verify_new_by(person.id, signed.text, signed.signature, found.day)
    return found
