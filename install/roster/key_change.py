"""The office's statement that another key signs for it: made on the machine without network, where both keys lie."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from crypto import signing
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from crypto.signing import Signed
from install.errors import InstallError
from install.language import Sentence
from install.roster.office_key import OfficeKey
from install.roster.signing import last_signed, read_previous, read_signed
from store.domain.current_roster import OfficeCertificate
from store.domain.labels import Label
from store.domain.office_key_change import (
    OfficeKeyChange,
    SignedKeyChange,
    follow_key_change,
    read_key_change,
    signed_key_change,
)
from store.domain.restored_history import read_note
from store.domain.roster import digest
from store.domain.roster_verification import SeenRoster
from store.web.durable import replace_file
from store.web.office_key_file import OFFICE_KEY_FILE, vouched_notes
from store.web.restore_notes import read_notes
from store.web.roster_keeper import OFFICE_CERTIFICATE

_SAME: Final = Sentence(
    "Kunci baru itu adalah kunci lama. Buat dulu yang baru: kentongan-office key make",
    "The new key is the old one. Make a new one first: kentongan-office key make",
)
_IN_USE: Final = Sentence(
    "Kunci di {folder} sudah menandatangani roster. Kunci kantor yang baru belum pernah dipakai.",
    "The key in {folder} has signed a roster already. A new office key has never been used.",
)


def hand_over(
    old: OfficeKey, old_secret: str, new: OfficeKey, new_secret: str, output: Path, today: date
) -> OfficeKeyChange:
    """Let the old key hand over to the new one, and write what machines need into the folder of the signed roster.

    Raises `InstallError` for keys that cannot be these, or a `CryptoError` from GnuPG.
    """
    _require_unused(old.fingerprint, new)
    last, lying = last_signed(old), read_previous(output, old)
    serial = max(  # a copy of the key may not remember its last roster
        0 if last is None else last.serial, 0 if lying is None else lying.roster.serial
    )
    old_certificate = old.certificate.read_bytes()
    handing = OfficeCertificate(old.certificate, old.fingerprint)
    notes = {digest(note.text) for note in _signed_notes(handing, new, output)}
    change = OfficeKeyChange(today, old.fingerprint, new.fingerprint, serial, tuple(sorted(notes)))
    text = signing.compose(Label.OFFICE_KEY, change)
    signed = SignedKeyChange(
        text.decode(),
        _signature(new, new_secret, text, today),
        new.certificate.read_bytes(),
        _signature(old, old_secret, text, today),
        old_certificate,
    )
    data = signed_key_change(signed)
    follow_key_change(data, new.fingerprint, old.fingerprint, serial)
    _keep(new, serial, old_certificate, output, data)
    return change


@dataclass(frozen=True, slots=True)
class NotedRestore:
    """A restore by its notes, one a case: its day, its reason, and the digests of the notes."""

    day: date
    reason: str
    notes: frozenset[str]


def restores_noted_by(old: OfficeCertificate, new: OfficeKey, output: Path) -> list[NotedRestore]:
    """Return the restores of which the old key signed notes, the oldest first: who stole it can have made some up."""
    found: defaultdict[tuple[date, str], set[str]] = defaultdict(set)
    for signed in _signed_notes(old, new, output):
        note = read_note(signed)
        found[note.day, note.reason].add(digest(signed.text))
    return [NotedRestore(day, reason, frozenset(notes)) for (day, reason), notes in sorted(found.items())]


def replace_lost(
    lost: OfficeCertificate,
    new: OfficeKey,
    new_secret: str,
    output: Path,
    today: date,
    restores: Iterable[NotedRestore],
) -> OfficeKeyChange:
    """Let the new key take the place of one that was lost or stolen; no machine follows unless a person says so there.

    Of what the lost key signed, the notes of these restores alone stay good: a person knows them for the office's.
    The last roster by the lost key lies in the folder of the signed roster.
    """
    _require_unused(lost.fingerprint, new)
    serial = read_signed(output, lost.path, lost.fingerprint).roster.serial
    notes = frozenset[str]().union(*(restore.notes for restore in restores))
    change = OfficeKeyChange(today, lost.fingerprint, new.fingerprint, serial, tuple(sorted(notes)))
    text = signing.compose(Label.OFFICE_KEY, change)
    signed = SignedKeyChange(
        text.decode(), _signature(new, new_secret, text, today), new.certificate.read_bytes()
    )
    data = signed_key_change(signed)
    read_key_change(data, new.fingerprint)
    _keep(new, serial, lost.path.read_bytes(), output, data)
    return change


def _signed_notes(old: OfficeCertificate, new: OfficeKey, output: Path) -> Iterator[Signed]:
    """Yield the notes that count while the old key is the office's."""
    earlier = vouched_notes(output, old.fingerprint) | vouched_notes(output, new.fingerprint)
    believed = replace(old, vouched=earlier)
    return (note for note in read_notes(output) if believed.signed(note))


def _require_unused(old: str, new: OfficeKey) -> None:
    """Raise `InstallError` unless this is another key than the old one, and has signed no roster yet."""
    if old == new.fingerprint:
        raise InstallError(_SAME.told())
    last = last_signed(new)
    if last is not None and last.digest:  # without one it was to follow already, in a run that broke off
        raise InstallError(_IN_USE.told(folder=new.folder))


def _signature(key: OfficeKey, secret: str, text: bytes, today: date) -> bytes:
    with GnupgHome(key.home) as home:
        return sign_detached(home, key.fingerprint, text, today, secret)


def _keep(new: OfficeKey, serial: int, old_certificate: bytes, output: Path, data: bytes) -> None:
    """Write what the new key's folder remembers, and then the files for the machines."""
    replace_file(new.predecessor, old_certificate, 0o644)
    replace_file(new.memory, msgspec.json.encode(SeenRoster(serial, "")), 0o600)
    output.mkdir(parents=True, exist_ok=True)
    replace_file(output / OFFICE_CERTIFICATE, new.certificate.read_bytes(), 0o644)
    replace_file(output / OFFICE_KEY_FILE, data, 0o644)
