"""Who works in the demo's office: clearly made up, and enough people for exclusions to mean something."""

from dataclasses import dataclass
from typing import Final

from crypto.roster import Position, Role


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person; who has a `workstation` gets an officer's interface and a TOTP secret."""

    id: str
    name: str
    position: str
    roles: tuple[Role, ...]
    workstation: bool = False

    @property
    def host(self) -> str:
        """A name of its own under .localhost, so that cookies stay apart."""
        return f"{self.id}.localhost"


OFFICE_KEY_NAME: Final = "Inspektorat Contoh (demo)"

POSITIONS: Final = (
    Position("kepala", "Inspektur", "Inspector"),
    Position("petugas-wbs-1", "Petugas Pengelola WBS I", "WBS Case Officer I"),
    Position("petugas-wbs-2", "Petugas Pengelola WBS II", "WBS Case Officer II"),
    Position("pemegang-identitas", "Pemegang Identitas Pelapor", "Identity Custodian"),
)

PEOPLE: Final = (
    DemoPerson("petugas-satu", "Petugas Contoh Satu", "petugas-wbs-1", ("officer",), workstation=True),
    DemoPerson("petugas-dua", "Petugas Contoh Dua", "petugas-wbs-2", ("officer",), workstation=True),
    DemoPerson("pimpinan-contoh", "Pimpinan Contoh", "kepala", ("leadership",)),
    DemoPerson("pemegang-contoh", "Pemegang Identitas Contoh", "pemegang-identitas", ("custodian",)),
)

OFFICERS: Final = tuple(person for person in PEOPLE if person.workstation)
