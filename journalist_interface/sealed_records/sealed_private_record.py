"""The private record as it lies in the store: signed by its officer, of one size, encrypted to its officer alone.

The signature keeps out what an attacker with the store encrypts to the officer. The serial tells an older record from a
newer one; where both are the officer's own, only memory of the newer can tell (`private_records`).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final

from msgspec import Meta

from crypto import signing
from crypto.errors import CryptoError, KentonganError, StatementError
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from crypto.signing import pack, unpack
from journalist_interface.cache.verification_cache import certificates_of
from journalist_interface.keyring import OpenKey
from journalist_interface.sealed_records.private_entries import PrivateEntries
from store.domain.current_roster import CurrentRoster
from store.domain.fields import Digest, Identifier, Struct
from store.domain.labels import Label
from store.domain.roster import Person

RECORD_BYTES: Final = 64 * 1024
_FILLER: Final = "-" * (16 * 1024)  # the smallest record then fills the same bucket as the largest


class PrivateRecordFullError(KentonganError):
    """There is no room left for your labels, reminders and filters. Remove some that you no longer need."""


class PrivateStatement(Struct, frozen=True):
    """The signed statement. `certificates` are those that the officer had then."""

    person: Identifier
    serial: Annotated[int, Meta(ge=1, le=1_000_000_000)]
    day: date
    certificates: tuple[Digest, ...]
    entries: PrivateEntries
    filler: Annotated[str, Meta(max_length=len(_FILLER))] = _FILLER


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record that its officer signed; `fits` says that it is encrypted to all certificates of now."""

    serial: int = 0
    entries: PrivateEntries = field(default_factory=PrivateEntries)
    fits: bool = True


def seal_record(
    opened: OpenedRecord, person: Person, key: OpenKey, current: CurrentRoster, today: date
) -> bytes:
    """Return the ciphertext; raises `PrivateRecordFullError`, `NoReaderError` or a `GpgError`."""
    certificates = tuple(sorted(certificates_of(current, person.id)))
    statement = PrivateStatement(person.id, opened.serial, today, certificates, opened.entries)
    text = signing.compose(Label.PRIVATE, statement)
    packed = pack(text, key.sign(text))
    if len(packed) != RECORD_BYTES:
        raise PrivateRecordFullError
    return encrypt_bytes(packed, current.recipients([person]), today)


def open_record(
    ciphertext: bytes, person: Person, key: OpenKey, current: CurrentRoster
) -> OpenedRecord | None:
    """Return what this officer kept; None for what they did not sign, or what their key does not open.

    Raises `KeyLockedError`, or `GpgFaultError` if it cannot be judged.
    """
    try:
        signed = unpack(key.decrypt(ciphertext))
        found = signing.parse(Label.PRIVATE, signed.text, PrivateStatement)
        if found.person != person.id:
            raise StatementError
        current.verify_by(person.id, signed.text, signed.signature, found.day)
    except (KeyLockedError, GpgFaultError):
        raise
    except CryptoError:
        return None
    fits = frozenset(found.certificates) == certificates_of(current, person.id)
    return OpenedRecord(found.serial, found.entries, fits)
