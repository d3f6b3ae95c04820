"""Who may read what an event says: workstations encrypt to exactly these, and the gateway serves it to nobody else."""

from collections.abc import Iterable
from typing import Final

from store.domain.event import CaseRole, Event, EventKind

STAFF_PARTS: Final = frozenset({CaseRole.OFFICER, CaseRole.LEAD, CaseRole.MEMBER, CaseRole.LEADERSHIP})
IDENTITY: Final = frozenset({EventKind.ASK, EventKind.DISCLOSE, EventKind.REFUSE})


def may_see(event: Event, person: str, part: CaseRole) -> bool:
    """Whether this event stands in the person's history: custodians see what concerns identities alone."""
    return part in STAFF_PARTS or (
        part is CaseRole.CUSTODIAN and event.action in IDENTITY and _concerns(event, person)
    )


def content_readers(event: Event, staff: Iterable[str], assigner: str | None = None) -> frozenset[str]:
    """Whom the event's content is for, `staff` being who reads the case, and `assigner` as `declined` has it."""
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
    """Whether the person may have the event's content. A member who has not declared is asked about elsewhere."""
    if event.action is EventKind.DISCLOSE and part is not CaseRole.OFFICER:
        return False  # whoever asked, as long as they are an officer of the case
    return person in content_readers(event, {person} if part in STAFF_PARTS else (), assigner)


def declined(events: Iterable[Event]) -> dict[int, str]:
    """Who assigned those who stepped back before they declared, by the number of the event: they know nobody else.

    The events come from the first on, in order.
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
