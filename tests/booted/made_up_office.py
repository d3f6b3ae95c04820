"""A made-up office with a roster that is good today, made with the tools that an office uses."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from crypto.gpg.armor import dearmor
from crypto.gpg.certificate import inspect
from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from install.demonstration.folder import DemoFolder, opened_folder
from install.demonstration.making import passphrase_of, set_up
from install.demonstration.people import OFFICER_ONE, DemoPerson
from install.demonstration.programs import server_parts
from install.roster.key_change import hand_over
from install.roster.office_key import make_office_key, open_office_key
from install.roster.signing import read_signed, sign_roster
from store.domain.enrolment import Enrolment, enrolment_file
from store.domain.envelope import Envelope, read_first_envelope
from store.domain.second_factor import read_second_factor
from tests.backup_key import BackupKey

_NEW_PASSPHRASE: Final = "frasa kunci kantor yang baru"
_MOST_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True)
class MadeUpOffice:
    """Its people's keys and its signed roster, in a folder, and its backup key."""

    folder: DemoFolder
    backup_key: BackupKey

    @property
    def fingerprint(self) -> str:
        """Of the office key, as on paper."""
        return open_office_key(self.folder.office).fingerprint

    @property
    def backup_fingerprint(self) -> str:
        """Of the backup key, as on paper."""
        return inspect(self.backup_key.certificate.read_bytes()).fingerprint

    def roster_files(self) -> dict[str, bytes]:
        """Return what goes to the server on a medium: the signed roster, and the office's certificate."""
        return {path.name: path.read_bytes() for path in server_parts(self.folder)["roster"].iterdir()}

    def handed_over(self, place: Path) -> dict[str, bytes]:
        """Return what goes to the server on a medium once a new key, made in this folder, has signed a roster."""
        old, output = open_office_key(self.folder.office), place / "signed"
        new = make_office_key(place / "office", "Kantor Contoh", _NEW_PASSPHRASE)
        secret = passphrase_of(self.folder.office)
        shutil.copytree(server_parts(self.folder)["roster"], output)
        roster = read_signed(output, old.certificate, old.fingerprint).roster
        hand_over(old, secret, new, _NEW_PASSPHRASE, output, roster.issued)
        following = msgspec.structs.replace(roster, serial=roster.serial + 1)
        sign_roster(new, _NEW_PASSPHRASE, following).publish(output)
        return {path.name: path.read_bytes() for path in output.iterdir()}

    def first_reports(self, store: Path) -> list[Envelope]:
        """Return the first envelope of each case in a copy of a store, as an officer's key opens it."""
        with closing(sqlite3.connect(store)) as database:
            rows = database.execute('SELECT "case", envelope FROM entry WHERE sequence = 1').fetchall()
        return [read_first_envelope(self._decrypted(envelope), case) for case, envelope in rows]

    def enrolment(self, person: DemoPerson, client_key: str) -> bytes:
        """Return the file by which a workstation with this key for the gateway's onion enrols a person."""
        key = open_office_key(self.folder.office)
        roster = read_signed(server_parts(self.folder)["roster"], key.certificate, key.fingerprint).roster
        (certificate,) = next(found for found in roster.people if found.id == person.id).certificates
        made = Enrolment(person.name, roster.issued, certificate.data, client_key)
        folder = self.folder.person(person.id)
        secret = passphrase_of(folder)
        with GnupgHome(folder / "gnupg") as home:
            return enrolment_file(
                made, lambda text: sign_detached(home, made.fingerprint, text, made.day, secret)
            )

    def opened_second_factor(self, message: str, person: DemoPerson) -> str:
        """Return the secret that the server sent to a person, as their key opens it."""
        return read_second_factor(self._decrypted(dearmor(message.encode()), person), person.id)

    def _decrypted(self, ciphertext: bytes, person: DemoPerson = OFFICER_ONE) -> bytes:
        folder = self.folder.person(person.id)
        with GnupgHome(folder / "gnupg") as home:
            return decrypt_bytes(home, ciphertext, _MOST_BYTES, passphrase_of(folder))


@contextmanager
def made_up_office() -> Iterator[MadeUpOffice]:
    """An office that is gone when the block ends."""
    with (
        tempfile.TemporaryDirectory(prefix="kbo-") as place,  # a short path: GnuPG's sockets lie below it
        opened_folder(Path(place, "office"), fresh=True) as folder,
    ):
        set_up(folder)
        yield MadeUpOffice(folder, BackupKey(Path(place, "backup")))
