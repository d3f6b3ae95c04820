"""Eligibility for a part in a case: the roster must give the person the role that it needs.

The events make leads, members and leaders. They cannot say who is an officer, an investigator, a leader or a custodian.
An alternate may be an officer of some cases; the exclusions and the events tell which.
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
    """Return whether the roster gives this person a role that this part needs in some case, even after leaving."""
    return answers_reporters(person) if part is CaseRole.OFFICER else _ROLES.get(part) in person.roles


def may_act_in(person: Person, part: CaseRole, admitted: Collection[str], *, stand_in: bool) -> bool:
    """Return whether this person may have this part in one case.

    An alternate is an officer where alternates stand in, or after an officer let them in.
    """
    if part is not CaseRole.OFFICER or "officer" in person.roles:
        return may_act_as(person, part)
    return person.alternate and (stand_in or person.id in admitted)


def alternates_stand_in(roster: Roster, excluded: Iterable[Excluded]) -> bool:
    """Return whether these exclusions leave the office no officer for a case."""
    record = tuple(excluded)
    return all(is_excluded(person, record) for person in roster.active("officer"))
