"""Permissions to read an event's content: workstations encrypt to exactly these people, the gateway serves no other."""

from collections.abc import Iterable
from typing import Final

from store.domain.event import CaseRole, Event, EventKind

STAFF_PARTS: Final = frozenset({CaseRole.OFFICER, CaseRole.LEAD, CaseRole.MEMBER, CaseRole.LEADERSHIP})
IDENTITY: Final = frozenset({EventKind.ASK, EventKind.DISCLOSE, EventKind.REFUSE})


def may_see(event: Event, person: str, part: CaseRole) -> bool:
    """Return whether this event stands in the person's history.

    Custodians see only events about identities that concern them.
    """
    return part in STAFF_PARTS or (
        part is CaseRole.CUSTODIAN and event.action in IDENTITY and _concerns(event, person)
    )


def content_readers(event: Event, staff: Iterable[str], assigner: str | None = None) -> frozenset[str]:
    """Return the people for whom the event's content is meant.

    `staff` are the readers of the case, and `assigner` is the person that `declined` gives.
    """
    match event.action:
        case EventKind.ADMIT | EventKind.DISCLOSE:
            return frozenset({event.person or ""})
        case EventKind.ASK:
            return frozenset({event.actor, *event.people})
        case EventKind.REFUSE:
            return frozenset({event.actor, event.person or ""})
        case EventKind.DISMISS if assigner is not None:
            return frozenset({assigner})
    return frozenset(staff)


def may_read(event: Event, person: str, part: CaseRole, assigner: str | None = None) -> bool:
    """Return whether the person may have the event's content.

    Whether a team member has declared is checked elsewhere.
    """
    if event.action is EventKind.DISCLOSE and part is not CaseRole.OFFICER:
        return False  # only for the officer who asked, while they are an officer of the case
    return person in content_readers(event, {person} if part in STAFF_PARTS else (), assigner)


def declined(events: Iterable[Event]) -> dict[int, str]:
    """Return who assigned each person that stepped back before declaring, by the number of the event.

    Those people know no one else of the case. The events come from the first on, in order.
    """
    assigners: dict[str, str] = {}
    found = {}
    for one in events:
        match one.action:
            case EventKind.ASSIGN if one.person is not None:
                assigners[one.person] = one.actor
            case EventKind.DECLARE:
                assigners.pop(one.actor, None)
            case EventKind.DISMISS if one.person is not None:
                assigner = assigners.pop(one.person, None)
                if assigner is not None and one.actor == one.person:
                    found[one.sequence] = assigner
    return found


def _concerns(event: Event, person: str) -> bool:
    return person in {event.actor, event.person} or person in event.people
