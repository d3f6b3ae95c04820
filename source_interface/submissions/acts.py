"""The reporter's acts in the procedure: events signed by the mailbox's voice, each about one message.

The end of the chain is the store's word. A wrong end only makes an event that no procedure accepts.
"""

from datetime import date

from crypto.mailbox import Mailbox
from store.cases.chain import chain
from store.domain.event import NO_EVENT, CaseRole, Event, EventKind, SignedEvent, event_statement
from store.domain.roster import REPORTER
from store.domain.stages import Stage
from store.engine.database import Database


def answer(database: Database, mailbox: Mailbox, entry: int, day: date) -> SignedEvent:
    """Return the event that the message at this place answers the question: the case goes back to verification."""
    return _signed(database, mailbox, entry, day, EventKind.MOVE, target=Stage.VERIFICATION.value)


def call(database: Database, mailbox: Mailbox, entry: int, day: date) -> SignedEvent:
    """Return the event that the message at this place needs attention. Only its readers learn why."""
    return _signed(database, mailbox, entry, day, EventKind.SEEK)


def _signed(
    database: Database, mailbox: Mailbox, entry: int, day: date, action: EventKind, target: str | None = None
) -> SignedEvent:
    before = chain(database, mailbox.case)
    event = Event(
        case=mailbox.case,
        sequence=len(before) + 1,
        previous=before[-1].digest if before else NO_EVENT,
        actor=REPORTER,
        part=CaseRole.REPORTER,
        action=action,
        day=day,
        target=target,
        entry=entry,
    )
    text = event_statement(event)
    return SignedEvent(text, mailbox.sign(text))
