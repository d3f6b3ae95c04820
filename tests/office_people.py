"""The keys of an office for tests: made once a session with real GnuPG, because that is what takes long."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Self

from crypto.gpg.home import GnupgHome
from crypto.gpg.sign import sign_detached
from crypto.roster import Person, Position, Role, RosterCertificate

POSITIONS: Final = (
    Position("kepala", "Kepala Inspektorat", "Head of the Inspectorate"),
    Position("petugas-1", "Petugas WBS I", "WBS Officer I"),
    Position("petugas-2", "Petugas WBS II", "WBS Officer II"),
    Position("auditor", "Auditor", "Auditor"),
    Position("sekretaris", "Sekretaris", "Secretary"),
    Position("pemegang-identitas", "Pemegang Identitas", "Identity Custodian"),
)


@dataclass(frozen=True)
class Holder:
    """Somebody with a key: a GnuPG home of their own, unlocked, and what the roster says of them."""

    id: str
    name: str
    position: str
    roles: tuple[Role, ...]
    alternate: bool
    folder: Path
    home: GnupgHome
    fingerprint: str
    certificate: bytes = field(repr=False)
    passphrase: str = field(repr=False)

    def sign(self, statement: bytes, day: date) -> bytes:
        """A detached signature by this person's key."""
        return sign_detached(self.home, self.fingerprint, statement, day)

    def in_roster(self) -> Person:
        """This person as the roster has them."""
        certificate = RosterCertificate(self.fingerprint, self.certificate)
        return Person(self.id, self.name, self.position, self.roles, (certificate,), alternate=self.alternate)


_PEOPLE: Final[tuple[tuple[str, str, str, tuple[Role, ...], bool], ...]] = (
    ("sari", "Sari Wulandari", "petugas-1", ("officer",), False),
    ("budi", "Budi Santoso", "petugas-2", ("officer",), False),
    ("dewi", "Dewi Lestari", "kepala", ("leadership",), False),
    ("joko", "Joko Prasetyo", "auditor", ("investigator",), False),
    ("rina", "Rina Kartika", "pemegang-identitas", ("custodian",), False),
    ("tono", "Tono Hidayat", "sekretaris", (), True),
)


class OfficeKeys:
    """The office key, and everybody's. `close` ends all agents."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.office = self._holder("office", "Inspektorat Uji", "kepala", (), False)
        self.people = {
            identifier: self._holder(identifier, name, position, roles, alternate)
            for identifier, name, position, roles, alternate in _PEOPLE
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for holder in (self.office, *self.people.values()):
            holder.home.close()

    def _holder(
        self, identifier: str, name: str, position: str, roles: tuple[Role, ...], alternate: bool
    ) -> Holder:
        folder = self._folder / identifier
        home = GnupgHome(folder)
        passphrase = f"sandi {identifier} 42"
        fingerprint = home.generate(name, passphrase)
        home.unlock(fingerprint, passphrase)
        certificate = home.certificate(fingerprint)
        return Holder(
            id=identifier,
            name=name,
            position=position,
            roles=roles,
            alternate=alternate,
            folder=folder,
            home=home,
            fingerprint=fingerprint,
            certificate=certificate,
            passphrase=passphrase,
        )
