"""Whether the roster gives somebody what a part in a case takes for granted.

The events make leads, members and leaders; who is an officer, an investigator, a leader or a custodian they cannot say.
An alternate may be an officer of a case; of which, the exclusions and the events tell.
"""

from collections.abc import Collection, Iterable
from typing import Final

from store.domain.envelope import Excluded
from store.domain.event import CaseRole
from store.domain.roster import Person, Role, Roster, answers_reporters, is_excluded

_ROLES: Final[dict[CaseRole, Role]] = {
    CaseRole.LEAD: "investigator",
    CaseRole.MEMBER: "investigator",
    CaseRole.LEADERSHIP: "leadership",
    CaseRole.CUSTODIAN: "custodian",
}


def may_act_as(person: Person, part: CaseRole) -> bool:
    """Whether the roster has this person in a role that this part needs, in some case; also of who has left."""
    return answers_reporters(person) if part is CaseRole.OFFICER else _ROLES.get(part) in person.roles


def may_act_in(person: Person, part: CaseRole, admitted: Collection[str], *, stand_in: bool) -> bool:
    """The same in one case: an alternate is an officer where alternates stand in, or after an officer let them in."""
    if part is not CaseRole.OFFICER or "officer" in person.roles:
        return may_act_as(person, part)
    return person.alternate and (stand_in or person.id in admitted)


def alternates_stand_in(roster: Roster, excluded: Iterable[Excluded]) -> bool:
    """Whether these exclusions leave the office no officer for a case."""
    record = tuple(excluded)
    return all(is_excluded(person, record) for person in roster.active("officer"))
