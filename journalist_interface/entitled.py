"""What is wrong with who acted and with whom an event concerns: roles that the roster does not give, and exclusions."""

from crypto.event import Event, Part
from crypto.roster import Roster, is_excluded
from crypto.voice import Excluded
from journalist_interface.problems import EventRemark
from store.contract.procedure.entitled import may_act_as


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
