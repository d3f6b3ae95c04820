"""Who must be served a case by its chain alone, and when the reporter may have ended that.

Whoever acts in a case or is brought into it has access. They lose it by a dismissal, which stands in the chain, or by a
message of the reporter, which takes it from whom the reporter excludes by then: that leaves no trace an audit can read.
"""

from collections.abc import Iterable
from datetime import date

from store.cases.records import CaseRecord
from store.domain.event import Event, EventKind
from store.domain.procedure.permissions import STAFF_PARTS
from store.domain.procedure.state import CaseState
from store.domain.roster import REPORTER


def present(events: Iterable[Event], state: CaseState) -> dict[str, date]:
    """Whom a chain that holds shows in the case and not taken off, with the last day of which their access is sure."""
    days: dict[str, date] = {}
    for event in events:
        if event.part in STAFF_PARTS:
            days[event.actor] = event.day
        if event.person is None:
            continue
        if event.action in {EventKind.ASSIGN, EventKind.ADMIT}:
            days[event.person] = event.day
        elif event.action is EventKind.TAKE:  # naming the handler once more asks nothing and gives nothing
            days.setdefault(event.person, event.day)
    return {person: day for person, day in days.items() if person not in state.dismissed}


def may_be_withdrawn(record: CaseRecord, since: date) -> bool:
    """Whether a message of the reporter, the report aside, came on this day or later."""
    return any(one.author == REPORTER and one.sequence > 1 and one.day >= since for one in record.entries)
