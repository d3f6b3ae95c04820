"""A second factor that leaves the server: encrypted to its person's certificates in the signed roster, and to no other.

So neither the terminal nor the administrator's eyes see it, and a message that is sent on is worth nothing without the
person's key.
"""

import tempfile
from datetime import date
from pathlib import Path

from crypto.gpg.armor import armor
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import UnusableRecipientError
from install.errors import InstallError
from install.language import Sentence
from install.roster.signing import read_signed
from store.domain.roster import Person
from store.domain.second_factor import second_factor_bytes
from store.web.roster_keeper import RosterConfig

_UNKNOWN = Sentence(
    "Roster di server ini tidak memuat {person} dengan kunci yang dipakai. Buat dan pasang dulu roster yang memuatnya: "
    "kentongan-roster sign",
    "The roster on this server does not have {person} with a key in use. Sign and install one that does first: "
    "kentongan-roster sign",
)


class NotInRosterError(InstallError):
    """The roster on this server does not have this person with a key in use."""


def person_of_roster(config: RosterConfig, identifier: str) -> Person:
    """Return the person, who works here and has a key; raise `NotInRosterError`, or a `RosterError`."""
    roster = read_signed(config.folder, config.office_certificate, config.office_fingerprint).roster
    for person in roster.active():
        if person.id == identifier and person.in_use():
            return person
    raise NotInRosterError(_UNKNOWN.told(person=identifier))


def encrypted_message(person: Person, secret: str, day: date) -> str:
    """Return the armoured message; raise `NotInRosterError` unless a key of theirs can be encrypted to."""
    content = second_factor_bytes(person.id, secret)
    with tempfile.TemporaryDirectory(prefix="kentongan-") as folder:
        files = []
        for certificate in person.in_use():
            file = Path(folder, f"{certificate.fingerprint}.gpg")
            file.write_bytes(certificate.data)
            files.append(file)
        try:
            return armor(encrypt_bytes(content, files, day)).decode("ascii")
        except UnusableRecipientError:
            raise NotInRosterError(_UNKNOWN.told(person=person.id)) from None
