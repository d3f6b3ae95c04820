"""Who may read what an event says: the gateway serves no more, and workstations encrypt to no more."""

from typing import Final

from crypto.event import Action, Event, Part

STAFF: Final = frozenset({Part.OFFICER, Part.LEAD, Part.MEMBER, Part.LEADERSHIP})
IDENTITY: Final = frozenset({Action.ASK, Action.DISCLOSE, Action.REFUSE})


def may_see(event: Event, person: str, part: Part) -> bool:
    """Whether this event stands in the person's history: custodians see what concerns identities alone."""
    return part in STAFF or (part is Part.CUSTODIAN and event.action in IDENTITY and _concerns(event, person))


def may_read(event: Event, person: str, part: Part) -> bool:
    """Whether the person may have the event's content. A member who has not declared is asked about elsewhere."""
    match event.action:
        case Action.ADMIT:
            return person == event.person
        case Action.DISCLOSE:  # whoever asked, as long as they are an officer of the case
            return person == event.person and part is Part.OFFICER
        case Action.ASK:
            return person == event.actor or person in event.people
        case Action.REFUSE:
            return person in {event.actor, event.person}
    return part in STAFF


def _concerns(event: Event, person: str) -> bool:
    return person in {event.actor, event.person} or person in event.people
