"""The roles that routes name, and the people of the roster who have them."""

from enum import StrEnum
from typing import Final

from store.domain.event import CaseRole
from store.domain.procedure.permissions import may_act_as
from store.domain.roster import Person, Roster


class Role(StrEnum):
    """The roles of the roster, and two that follow from it."""

    ANYONE = "anyone"  # no sign-in needed
    OFFICER = "officer"
    ALTERNATE = "alternate"  # reads the cases that no officer may read, whatever the person's other roles
    INVESTIGATOR = "investigator"
    LEADERSHIP = "leadership"
    CUSTODIAN = "custodian"


Roles = frozenset[Role]

ANYONE: Final[Roles] = frozenset({Role.ANYONE})
SIGNED_IN: Final[Roles] = frozenset(Role) - ANYONE
READERS: Final[Roles] = frozenset({Role.OFFICER, Role.ALTERNATE})
STAFF_ROLES: Final[Roles] = READERS | {Role.INVESTIGATOR, Role.LEADERSHIP}
CUSTODIANS: Final[Roles] = frozenset({Role.CUSTODIAN})
LEADERS: Final[Roles] = frozenset({Role.LEADERSHIP})


def roles_of(person: Person) -> Roles:
    """Return the roles for which routes admit this person; none after they left."""
    if person.left is not None:
        return frozenset()
    roles = {Role(role) for role in person.roles}
    return frozenset(roles | {Role.ALTERNATE} if person.alternate else roles)


def may_be(person: Person, part: CaseRole) -> bool:
    """Return whether the roster lets this person take this part in a case; losing the role loses the part."""
    return person.left is None and may_act_as(person, part)


def serving(roster: Roster, person_id: str) -> Person | None:
    """Return the person with this identifier, if they have a role and have not left."""
    person = roster.person(person_id)
    return person if person is not None and roles_of(person) else None
