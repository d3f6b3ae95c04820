"""Access that a case's chain alone requires, and when the reporter may have ended it.

A person who acts in a case, or is brought into it, has access. They lose it by a dismissal, which stands in the chain,
or by a message of the reporter, which takes it from people excluded by then. The latter leaves no trace that an audit
can read.
"""

from collections.abc import Iterable
from datetime import date

from store.cases.records import CaseRecord
from store.domain.event import Event, EventKind
from store.domain.procedure.permissions import STAFF_PARTS
from store.domain.procedure.state import CaseState
from store.domain.roster import REPORTER


def present(events: Iterable[Event], state: CaseState) -> dict[str, date]:
    """Return the people whom a sound chain shows in the case, with the last day on which their access is certain."""
    days: dict[str, date] = {}
    for event in events:
        if event.part in STAFF_PARTS:
            days[event.actor] = event.day
        if event.person is None:
            continue
        if event.action in {EventKind.ASSIGN, EventKind.ADMIT}:
            days[event.person] = event.day
        elif event.action is EventKind.TAKE:  # to name the handler once more gives no access
            days.setdefault(event.person, event.day)
    return {person: day for person, day in days.items() if person not in state.dismissed}


def may_be_withdrawn(record: CaseRecord, since: date) -> bool:
    """Return whether a message of the reporter, other than the report, came on this day or later."""
    return any(one.author == REPORTER and one.sequence > 1 and one.day >= since for one in record.entries)
