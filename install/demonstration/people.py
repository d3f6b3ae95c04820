"""The people of the demo's office: clearly made up, at least one for every part of the procedure."""

from dataclasses import dataclass
from typing import Final

from install.errors import InstallError
from store.domain.roster import Position, Role


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person, with a key, a TOTP secret and an interface.

    `part` is the person's part in the procedure, as the demo prints it. An interface that is not `at_once` starts when
    a link to it is first asked for.
    """

    id: str
    name: str
    part: str
    position: str
    roles: tuple[Role, ...]
    alternate: bool = False
    at_once: bool = False

    @property
    def host(self) -> str:
        """A separate host name under .localhost, so that cookies stay apart."""
        return f"{self.id}.localhost"


OFFICE_KEY_NAME: Final = "Inspektorat Contoh (demo)"

POSITIONS: Final = (
    Position("kepala", "Inspektur", "Inspector"),
    Position("sekretaris", "Sekretaris Inspektorat", "Secretary of the Inspectorate"),
    Position("petugas-wbs-1", "Petugas Pengelola WBS I", "WBS Case Officer I"),
    Position("petugas-wbs-2", "Petugas Pengelola WBS II", "WBS Case Officer II"),
    Position("petugas-wbs-3", "Petugas Pengelola WBS III", "WBS Case Officer III"),
    Position("auditor-madya", "Auditor Ahli Madya", "Senior Auditor"),
    Position("auditor-muda", "Auditor Ahli Muda", "Auditor"),
    Position("pemegang-identitas", "Pemegang Identitas Pelapor", "Identity Custodian"),
)

OFFICER_ONE: Final = DemoPerson(
    "petugas-satu",
    "Petugas Contoh Satu",
    "officer",
    "petugas-wbs-1",
    ("officer",),
    at_once=True,
)
OFFICER_TWO: Final = DemoPerson(
    "petugas-dua",
    "Petugas Contoh Dua",
    "officer",
    "petugas-wbs-2",
    ("officer", "investigator"),  # could be on a team, unless excluded
    at_once=True,
)
THIRD_OFFICER: Final = DemoPerson(
    "petugas-tiga", "Petugas Contoh Tiga", "officer", "petugas-wbs-3", ("officer",)
)
LEAD: Final = DemoPerson("ketua-contoh", "Ketua Tim Contoh", "team lead", "auditor-madya", ("investigator",))
MEMBER: Final = DemoPerson(
    "anggota-contoh", "Anggota Tim Contoh", "team member", "auditor-muda", ("investigator",)
)
LEADER: Final = DemoPerson("pimpinan-contoh", "Pimpinan Contoh", "leader", "kepala", ("leadership",))
ALTERNATE_LEADER: Final = DemoPerson(
    "pengganti-contoh",
    "Pengganti Contoh",
    "alternate leader",
    "sekretaris",
    ("leadership",),
    alternate=True,
)
CUSTODIAN: Final = DemoPerson(
    "pemegang-contoh", "Pemegang Identitas Contoh", "identity custodian", "pemegang-identitas", ("custodian",)
)

PEOPLE: Final = (
    OFFICER_ONE,
    OFFICER_TWO,
    THIRD_OFFICER,
    LEAD,
    MEMBER,
    LEADER,
    ALTERNATE_LEADER,
    CUSTODIAN,
)
AT_ONCE: Final = tuple(person for person in PEOPLE if person.at_once)


def person_called(identifier: str) -> DemoPerson:
    """Return the person with this identifier; raise `InstallError`, which names all people, if there is none."""
    for person in PEOPLE:
        if person.id == identifier:
            return person
    raise InstallError(f"The people of the demo are {', '.join(person.id for person in PEOPLE)}.")
