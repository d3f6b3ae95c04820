"""Whether the roster gives somebody what a part in a case takes for granted.

The events make leads, members and leaders; who is an officer, an investigator, a leader or a custodian they cannot say.
"""

from typing import Final

from crypto.event import Part
from crypto.roster import Person, Role, answers_reporters

_ROLES: Final[dict[Part, Role]] = {
    Part.LEAD: "investigator",
    Part.MEMBER: "investigator",
    Part.LEADERSHIP: "leadership",
    Part.CUSTODIAN: "custodian",
}


def may_act_as(person: Person, part: Part) -> bool:
    """Whether the roster has this person in a role that this part needs; also of who has left."""
    return answers_reporters(person) if part is Part.OFFICER else _ROLES.get(part) in person.roles
