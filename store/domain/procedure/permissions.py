"""Permissions: who may take a part in a case, who reads it, and who may read an event's content.

The events make leads, members and leaders. They cannot say who is an officer, an investigator, a leader or a custodian:
the roster must give the person the role that a part needs. An alternate may be an officer of some cases; the exclusions
and the events tell which. Workstations encrypt an event's content to exactly its readers, and the gateway serves it to
no one else.
"""

from collections.abc import Collection, Iterable
from typing import Final

from store.domain.envelope import Excluded
from store.domain.errors import NoReaderError
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.state import CaseState
from store.domain.roster import Person, Role, Roster, answers_reporters, is_excluded, readers

_ROLES: Final[dict[CaseRole, Role]] = {
    CaseRole.LEAD: "investigator",
    CaseRole.MEMBER: "investigator",
    CaseRole.LEADERSHIP: "leadership",
    CaseRole.CUSTODIAN: "custodian",
}
STAFF_PARTS: Final = frozenset({CaseRole.OFFICER, CaseRole.LEAD, CaseRole.MEMBER, CaseRole.LEADERSHIP})
WITHOUT_ACCESS: Final = frozenset({CaseRole.CUSTODIAN, CaseRole.SIGNATORY})
"""The parts that read no chain: one event asks such a person, and their answer is all that they add."""
PROPOSALS: Final = frozenset({EventKind.PROPOSE_DESTRUCTION, EventKind.PROPOSE_PART})
"""The events that ask a person without access to sign a destruction."""
IDENTITY: Final = frozenset({EventKind.ASK, EventKind.DISCLOSE, EventKind.REFUSE})


def may_act_as(person: Person, part: CaseRole) -> bool:
    """Return whether the roster gives this person a role that this part needs in some case, even after leaving."""
    if part is CaseRole.SIGNATORY:
        return "leadership" in person.roles or person.alternate
    return answers_reporters(person) if part is CaseRole.OFFICER else _ROLES.get(part) in person.roles


def serving_officers(roster: Roster) -> frozenset[str]:
    """Return all whom the roster lets act as an officer now."""
    return frozenset(person.id for person in roster.active() if may_act_as(person, CaseRole.OFFICER))


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


def may_sign_destruction(roster: Roster, excluded: Iterable[Excluded], person: Person) -> bool:
    """Return whether this person may be the second to sign: a leader, or an alternate where exclusions leave none."""
    record = tuple(excluded)
    if is_excluded(person, record):
        return False
    leaders = any(not is_excluded(leader, record) for leader in roster.active("leadership"))
    return "leadership" in person.roles or (person.alternate and not leaders)


def exclusions_in_sight(roster: Roster, excluded: tuple[Excluded, ...]) -> tuple[Excluded, ...]:
    """Return the exclusions of those who could be made to sign a destruction.

    The store sees anyway that an officer or a leader is excluded: nothing of a new report is encrypted to them. The
    same holds for an alternate where alternates stand in for the officers. Where they stand in for the leaders alone,
    it is the row that tells the store of an excluded alternate.
    """
    reads = not alternates_stand_in(roster, excluded)
    leads = any(not is_excluded(leader, excluded) for leader in roster.active("leadership"))
    found = []
    for exclusion in excluded:
        person = roster.person(exclusion.person)
        if person is not None and (
            {"officer", "leadership"}.intersection(person.roles)
            or (person.alternate and not (reads and leads))
        ):
            found.append(exclusion)
    return tuple(found)


def case_readers(roster: Roster, excluded: tuple[Excluded, ...], state: CaseState) -> tuple[Person, ...]:
    """Return the officers (else the alternates) who were not taken off, and the people whom events brought in.

    None of them is excluded. Alternates stand in where exclusions leave no officer; taking officers off brings none of
    them in. A person who was brought in reads as long as the roster gives the role of their part. Raises
    `NoReaderError` when none is left.
    """
    office = _readers_or_none(roster, excluded)
    officers = tuple(person for person in office if person.id not in state.dismissed)
    brought = {*state.team, *state.leaders, *state.admitted} - {person.id for person in office}
    others = tuple(
        person
        for person in roster.active()
        if person.id in brought
        and person.id not in state.dismissed
        and may_act_as(person, state.part_of(person.id) or CaseRole.OFFICER)
        and not is_excluded(person, excluded)
    )
    if not officers and not others:
        raise NoReaderError
    return officers + others


def _readers_or_none(roster: Roster, excluded: tuple[Excluded, ...]) -> tuple[Person, ...]:
    try:
        return readers(roster, excluded)
    except NoReaderError:
        return ()


def may_see(event: Event, person: str, part: CaseRole) -> bool:
    """Return whether this event stands in the person's history.

    Custodians see only events about identities that concern them, signatories the proposal that they may sign.
    """
    if part is CaseRole.SIGNATORY:
        return event.kind in PROPOSALS and event.person == person
    return part in STAFF_PARTS or (
        part is CaseRole.CUSTODIAN and event.kind in IDENTITY and _concerns(event, person)
    )


def content_readers(event: Event, staff: Iterable[str], assigner: str | None = None) -> frozenset[str]:
    """Return the people for whom the event's content is meant.

    `staff` are the readers of the case, and `assigner` is the person that `declined` gives.
    """
    match event.kind:
        case EventKind.ADMIT | EventKind.DISCLOSE:
            return frozenset({event.person or ""})
        case EventKind.ASK:
            return frozenset({event.actor, *event.people})
        case EventKind.REFUSE:
            return frozenset({event.actor, event.person or ""})
        case EventKind.PROPOSE_DESTRUCTION | EventKind.PROPOSE_PART:
            return frozenset({event.person or "", *staff})
        case EventKind.DISMISS if assigner is not None:
            return frozenset({assigner})
    return frozenset(staff)


def may_read(event: Event, person: str, part: CaseRole, assigner: str | None = None) -> bool:
    """Return whether the person may have the event's content.

    Whether a team member has declared is checked elsewhere.
    """
    if event.kind is EventKind.DISCLOSE and part is not CaseRole.OFFICER:
        return False  # only for the officer who asked, while they are an officer of the case
    return person in content_readers(event, {person} if part in STAFF_PARTS else (), assigner)


def declined(events: Iterable[Event]) -> dict[int, str]:
    """Return who assigned each person that stepped back before declaring, by the number of the event.

    Those people know no one else of the case. The events come from the first on, in order.
    """
    assigners: dict[str, str] = {}
    found = {}
    for event in events:
        match event.kind:
            case EventKind.ASSIGN if event.person is not None:
                assigners[event.person] = event.actor
            case EventKind.DECLARE:
                assigners.pop(event.actor, None)
            case EventKind.DISMISS if event.person is not None:
                assigner = assigners.pop(event.person, None)
                if assigner is not None and event.actor == event.person:
                    found[event.sequence] = assigner
    return found


def _concerns(event: Event, person: str) -> bool:
    return person in {event.actor, event.person} or person in event.people
