"""Whether the roster gives somebody what an event takes for granted.

The events make leads and members, and each part was checked by the procedure; who is an officer, an investigator, a
leader or a custodian, and whom the reporter excluded, they cannot say.
"""

from typing import Final

from crypto.event import Event, Part
from crypto.roster import Person, Role, Roster, answers_reporters, is_excluded
from crypto.voice import Excluded
from journalist_interface.problems import EventRemark

_ROLES: Final[dict[Part, Role]] = {
    Part.LEAD: "investigator",
    Part.MEMBER: "investigator",
    Part.LEADERSHIP: "leadership",
    Part.CUSTODIAN: "custodian",
}


def may_act_as(person: Person, part: Part) -> bool:
    """Whether the roster has this person in a role that this part needs."""
    return answers_reporters(person) if part is Part.OFFICER else _ROLES.get(part) in person.roles


def remarks_on(act: Event, roster: Roster, excluded: tuple[Excluded, ...]) -> tuple[EventRemark, ...]:
    """What is wrong with who acted, and with whom it concerns."""
    found = []
    if act.part is not Part.REPORTER:
        actor = roster.person(act.actor)
        if actor is None or not may_act_as(actor, act.part):
            found.append(EventRemark.UNENTITLED)
        if actor is not None and is_excluded(actor, excluded):
            found.append(EventRemark.EXCLUDED_ACTOR)
    guest = None if act.person is None else roster.person(act.person)
    if guest is not None and is_excluded(guest, excluded):
        found.append(EventRemark.EXCLUDED_GUEST)
    if guest is not None and act.role is not None and not may_act_as(guest, act.role):
        found.append(EventRemark.UNENTITLED)
    return tuple(dict.fromkeys(found))
