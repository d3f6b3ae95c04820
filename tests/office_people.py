"""The keys of an office for tests: made once a session with real GnuPG, because that is what takes long.

Most tests need the people of the first roster; those whom only the whole procedure needs get their keys when a test
first asks for them.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Self

from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from crypto.gpg.unlock import unlock
from store.domain.roster import Person, Position, Role, RosterCertificate
from tests.clocks import TODAY
from tests.fork_server import make_known

POSITIONS: Final = (
    Position("kepala", "Kepala Inspektorat", "Head of the Inspectorate"),
    Position("petugas-1", "Petugas WBS I", "WBS Officer I"),
    Position("petugas-2", "Petugas WBS II", "WBS Officer II"),
    Position("auditor", "Auditor", "Auditor"),
    Position("sekretaris", "Sekretaris", "Secretary"),
    Position("pemegang-identitas", "Pemegang Identitas", "Identity Custodian"),
)
FURTHER_POSITIONS: Final = (
    Position("petugas-3", "Petugas WBS III", "WBS Officer III"),
    Position("auditor-2", "Auditor II", "Auditor II"),
    Position("wakil-kepala", "Wakil Kepala Inspektorat", "Deputy Head of the Inspectorate"),
)


@dataclass(frozen=True)
class Everybody:
    """The people who play the parts of the procedure, by identifier. The lead and the member differ only in a case."""

    officer_one: str = "sari"
    officer_two: str = "budi"
    third_officer: str = "wati"
    lead: str = "joko"
    member: str = "agus"
    leader: str = "dewi"
    alternate_leader: str = "lina"
    custodian: str = "rina"


@dataclass(frozen=True)
class KeyHolder:
    """A person with a key: a GnuPG home of their own, unlocked, and what the roster says of them."""

    id: str
    name: str
    position: str
    roles: tuple[Role, ...]
    alternate: bool
    folder: Path
    home: GnupgHome
    fingerprint: str
    parts: tuple[str, ...]
    certificate: bytes = field(repr=False)
    passphrase: str = field(repr=False)

    def sign(self, statement: bytes, day: date) -> bytes:
        """A detached signature by this person's key."""
        return sign_detached(self.home, self.fingerprint, statement, day, parts=self.parts)

    def in_roster(self) -> Person:
        """This person as the roster has them."""
        certificate = RosterCertificate(self.fingerprint, self.certificate)
        return Person(self.id, self.name, self.position, self.roles, (certificate,), alternate=self.alternate)


_Listed = tuple[str, str, str, tuple[Role, ...], bool]

_PEOPLE: Final[tuple[_Listed, ...]] = (
    ("sari", "Sari Wulandari", "petugas-1", ("officer",), False),
    ("budi", "Budi Santoso", "petugas-2", ("officer",), False),
    ("dewi", "Dewi Lestari", "kepala", ("leadership",), False),
    ("joko", "Joko Prasetyo", "auditor", ("investigator",), False),
    ("rina", "Rina Kartika", "pemegang-identitas", ("custodian",), False),
    ("tono", "Tono Hidayat", "sekretaris", (), True),
)
_FURTHER: Final[tuple[_Listed, ...]] = (
    ("wati", "Wati Rahayu", "petugas-3", ("officer",), False),
    ("agus", "Agus Setiawan", "auditor-2", ("investigator",), False),
    ("lina", "Lina Marlina", "wakil-kepala", ("leadership",), True),
)


class OfficeKeys:
    """The office key, and everybody's. `close` ends all agents."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.office = self._holder("office", "Inspektorat Uji", "kepala", (), False)
        self.people = {listed[0]: self._holder(*listed) for listed in _PEOPLE}
        self._further: dict[str, KeyHolder] = {}
        self._signed_by_office: dict[tuple[bytes, date], bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for holder in (self.office, *self.people.values(), *self._further.values()):
            holder.home.close()

    def further(self) -> tuple[KeyHolder, ...]:
        """Those beyond the first roster; the first call makes their keys."""
        for listed in _FURTHER:
            if listed[0] not in self._further:
                self._further[listed[0]] = self._holder(*listed)
        return tuple(self._further.values())

    def holder(self, person: str) -> KeyHolder:
        """A person whose key was made."""
        return (self.people | self._further)[person]

    def signed_by_office(self, statement: bytes, day: date) -> bytes:
        """The office's signature under a roster; offices of one day begin with the same one."""
        key = statement, day
        if key not in self._signed_by_office:
            self._signed_by_office[key] = self.office.sign(statement, day)
        return self._signed_by_office[key]

    def _holder(
        self, identifier: str, name: str, position: str, roles: tuple[Role, ...], alternate: bool
    ) -> KeyHolder:
        folder = self._folder / identifier
        home = GnupgHome(folder)
        passphrase = f"sandi {identifier} 42"
        fingerprint = home.generate(name, passphrase)
        unlock(home, fingerprint, passphrase, TODAY)
        certificate = home.certificate(fingerprint)
        make_known(certificate)
        return KeyHolder(
            id=identifier,
            name=name,
            position=position,
            roles=roles,
            alternate=alternate,
            folder=folder,
            home=home,
            fingerprint=fingerprint,
            parts=tuple(home.secret_parts(fingerprint)),
            certificate=certificate,
            passphrase=passphrase,
        )
