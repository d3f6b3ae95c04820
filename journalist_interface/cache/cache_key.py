"""The key of an officer's index: 32 random bytes, signed by the officer and encrypted to their own certificates.

The signature is what keeps a planted index out: anybody can encrypt to an officer, so without it somebody who writes to
this disk could bring a key of their own, and an index under it whose plaintexts would be believed.
"""

import secrets
from datetime import date
from pathlib import Path
from typing import Final

from crypto import statement
from crypto.errors import CryptoError, StatementError
from crypto.fields import Digest, Identifier, Key, Struct
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from crypto.labels import Label
from crypto.signed import pack, unpack
from journalist_interface.cache.verification_cache import certificates_of
from journalist_interface.keyring import OpenKey
from store.domain.current_roster import CurrentRoster
from store.domain.roster import Person
from store.web.durable import replace_file

KEY_FILE: Final = "key.pgp"
_MOST_BYTES: Final = 64 * 1024


class CacheKey(Struct, frozen=True):
    """What is signed: whose key it is, and which certificates the officer had when it was made."""

    person: Identifier
    day: date
    certificates: tuple[Digest, ...]
    key: Key


def open_key(folder: Path, person: Person, key: OpenKey, current: CurrentRoster) -> bytes | None:
    """The key that lies in the folder; None if there is none that this officer signed and has the certificates of.

    Raises `OSError`, `KeyLockedError`, or `GpgFaultError` when nobody can tell.
    """
    try:
        ciphertext = (folder / KEY_FILE).read_bytes()
    except FileNotFoundError:
        return None
    if len(ciphertext) > _MOST_BYTES:
        return None
    try:
        found = _read(key.decrypt(ciphertext), person, current)
    except (KeyLockedError, GpgFaultError):
        raise
    except CryptoError:
        return None
    return found.key if frozenset(found.certificates) == certificates_of(current, person.id) else None


def make_key(folder: Path, person: Person, key: OpenKey, current: CurrentRoster, today: date) -> bytes:
    """A fresh key, written; raises `OSError`, `NoReaderError` or a `GpgError`."""
    made = CacheKey(
        person.id, today, tuple(sorted(certificates_of(current, person.id))), secrets.token_bytes(32)
    )
    text = statement.compose(Label.INDEX, made)
    ciphertext = encrypt_bytes(pack(text, key.sign(text)), current.recipients([person]), today)
    replace_file(folder / KEY_FILE, ciphertext, 0o600)
    return made.key


def _read(padded: bytes, person: Person, current: CurrentRoster) -> CacheKey:
    signed = unpack(padded)
    found = statement.parse(Label.INDEX, signed.text, CacheKey)
    if found.person != person.id:
        raise StatementError
    current.verify_new_by(person.id, signed.text, signed.signature, found.day)
    return found
