"""The chain of a case: its events as stored, and the state they add up to."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crypto.errors import KentonganError
from store.api.messages import PAGE_BYTES, CaseRow, EventPage, EventRow
from store.cases.case_list import row_in
from store.cases.paging import page_end
from store.domain.event import CaseRole, Event, EventKind, SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.domain.procedure.permissions import declined, may_read, may_see
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState, first_state
from store.engine.database import Database
from store.errors import NotFoundError, StoreDamagedError
from store.model import Case, StoredEvent


def case_state(database: Database, case: str) -> CaseState:
    """Return the state that the events of a case add up to. Raises `NotFoundError` if there is no such case."""
    with database.read() as session:
        return state_in(session, case)


def chain(database: Database, case: str) -> tuple[SignedEvent, ...]:
    """Return all events of a case in order, as they were signed."""
    with database.read() as session:
        return tuple(_signed(session, case))


def state_in(session: Session, case: str, known: CaseState | None = None) -> CaseState:
    """Return the state as `case_state` does, in a transaction, starting from a state already `known`.

    Raises `StoreDamagedError` if the chain does not hold.
    """
    received = session.scalar(select(Case.received).where(Case.id == case))
    if received is None:
        raise NotFoundError
    state = known or first_state(case, received)
    try:
        for signed in _signed(session, case, state.sequence):
            state = apply(state, signed.read(), signed.digest)
    except KentonganError:
        raise StoreDamagedError from None
    return state


def events(database: Database, person: str, case: str, after: int = 0) -> EventPage:
    """Return the events after a place, with the contents that the person may read.

    A team member who has yet to declare gets their latest assignment alone. A row that is no event is handed out
    without a content: the workstation that verifies the chain names it, and the rest of the case stays open. Raises
    `NotFoundError` without access.
    """
    with database.read() as session:
        row = row_in(session, person, case)
        if not row.declared:
            return EventPage(row, _own_assignment(session, row, person, after), more=False)
        columns = StoredEvent.statement, StoredEvent.signature, StoredEvent.content
        end = page_end(session, case, after, columns, PAGE_BYTES)
        found = session.execute(
            select(StoredEvent.sequence, StoredEvent.statement, StoredEvent.signature, StoredEvent.content)
            .where(StoredEvent.case == case, StoredEvent.sequence > after, StoredEvent.sequence <= end)
            .order_by(StoredEvent.sequence)
        ).all()
        whole = [
            EventRow(stored.sequence, SignedEvent(stored.statement, stored.signature), stored.content)
            for stored in found
        ]
        parsed_events = [parsed(event_row.event) for event_row in whole]
        assigners = _assigners(session, case, parsed_events)
        shown = (
            shown_to(person, row.part, event_row, event, assigners.get(event_row.sequence))
            for event_row, event in zip(whole, parsed_events, strict=True)
        )
        return EventPage(
            row, tuple(event_row for event_row in shown if event_row is not None), end < row.events
        )


def content_bytes_in(session: Session, case: str, person: str, enough: int) -> int:
    """Return how many bytes of contents this person's events of a case hold, in a transaction.

    If the contents of all people come to at most `enough`, return that sum: then there is no need to tell people apart.
    """
    length = func.length(StoredEvent.content)
    kept = StoredEvent.case == case, StoredEvent.content.is_not(None)
    total = session.scalar(select(func.coalesce(func.sum(length), 0)).where(*kept)) or 0
    if total <= enough:
        return total
    rows = session.execute(select(StoredEvent.statement, StoredEvent.signature, length).where(*kept))
    return sum(size for text, signature, size in rows if _is_by(SignedEvent(text, signature), person))


def events_by_in(session: Session, case: str, person: str) -> int:
    """Return how many events of a case this person signed, in a transaction."""
    return sum(_is_by(signed, person) for signed in _signed(session, case))


def shown_to(
    person: str, part: CaseRole, whole: EventRow, event: Event | None, assigner: str | None = None
) -> EventRow | None:
    """Return the event as a person in this part sees it in the history, with its content only if they may read it."""
    if event is None:
        return EventRow(whole.sequence, whole.event)
    if not may_see(event, person, part):
        return None
    return whole if may_read(event, person, part, assigner) else EventRow(whole.sequence, whole.event)


def last_events_in(session: Session, case: str, count: int) -> tuple[SignedEvent, ...]:
    """Return so many of the last events of a case, in order, in a transaction."""
    newest = (
        select(StoredEvent.statement, StoredEvent.signature)
        .where(StoredEvent.case == case)
        .order_by(StoredEvent.sequence.desc())
        .limit(count)
    )
    found = [SignedEvent(statement, signature) for statement, signature in session.execute(newest)]
    return tuple(reversed(found))


def _is_by(signed: SignedEvent, person: str) -> bool:
    event = parsed(signed)
    return event is not None and event.actor == person


def _own_assignment(session: Session, row: CaseRow, person: str, after: int) -> tuple[EventRow, ...]:
    """Return this person's latest assignment, wherever it stands; the events around it are not for them yet."""
    backwards = session.execute(
        select(StoredEvent.sequence, StoredEvent.statement, StoredEvent.signature)
        .where(StoredEvent.case == row.case, StoredEvent.sequence > after)
        .order_by(StoredEvent.sequence.desc())
    )
    for sequence, statement, signature in backwards:
        signed = SignedEvent(statement, signature)
        event = parsed(signed)
        if event is not None and (event.kind, event.person) == (EventKind.ASSIGN, person):
            content = select(StoredEvent.content).where(
                StoredEvent.case == row.case, StoredEvent.sequence == sequence
            )
            shown = shown_to(person, row.part, EventRow(sequence, signed, session.scalar(content)), event)
            return () if shown is None else (shown,)
    return ()


def _assigners(session: Session, case: str, events: Sequence[Event | None]) -> dict[int, str]:
    """Return `declined` for these events of a case. Read the chain only if one of them is a person stepping back."""
    stepped_back = (event for event in events if event is not None and event.kind is EventKind.DISMISS)
    if not any(event.person == event.actor for event in stepped_back):
        return {}
    return declined(event for signed in _signed(session, case) if (event := parsed(signed)) is not None)


def _signed(session: Session, case: str, after: int = 0) -> Iterator[SignedEvent]:
    rows = session.execute(
        select(StoredEvent.statement, StoredEvent.signature)
        .where(StoredEvent.case == case, StoredEvent.sequence > after)
        .order_by(StoredEvent.sequence)
    )
    return (SignedEvent(statement, signature) for statement, signature in rows)
