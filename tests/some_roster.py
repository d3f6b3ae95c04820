"""A roster of names alone, for tests of the store without an office: no key, and nothing signed."""

from datetime import timedelta
from typing import Final

from store.domain.roster import Office, Person, Role, Roster
from tests.clocks import TODAY

_ROLES: Final[dict[str, tuple[Role, ...]]] = {
    "sari": ("officer",),
    "budi": ("officer",),
    "joko": ("investigator",),
    "dewi": ("leadership",),
    "lina": ("leadership",),
    "rina": ("custodian",),
}
SOME_ROSTER: Final = Roster(
    1,
    TODAY,
    TODAY + timedelta(days=180),
    Office("Dinas", "Unit", "gateway-1"),
    (),
    tuple(Person(name, name, name, roles, ()) for name, roles in _ROLES.items()),
)
