"""The chain of a case: its events as they were kept, and what they add up to."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crypto.errors import KentonganError, StatementError
from crypto.event import Action, Part, SignedEvent
from crypto.event import Event as Act
from store.caseload import row_in
from store.contract.messages import PAGE_ENVELOPE_BYTES, CaseRow, EventPage, EventRow
from store.contract.procedure.reading import may_read, may_see
from store.contract.procedure.rules import apply
from store.contract.procedure.state import CaseState, first_state
from store.database import Database
from store.errors import NotFoundError, StoreDamagedError
from store.model import Case, Event
from store.windows import window_end


def case_state(database: Database, case: str) -> CaseState:
    """What the events of a case add up to; `NotFoundError` if there is no such case."""
    with database.read() as session:
        return state_in(session, case)


def chain(database: Database, case: str) -> tuple[SignedEvent, ...]:
    """All events of a case in order, for who verifies them."""
    with database.read() as session:
        return tuple(_signed(session, case))


def state_in(session: Session, case: str, known: CaseState | None = None) -> CaseState:
    """As `case_state`, in a transaction, from a state that is `known` already. A chain that does not hold is a damaged
    store.
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


def events(
    database: Database, person: str, case: str, after: int = 0, byte_limit: int = PAGE_ENVELOPE_BYTES
) -> EventPage:
    """The events after a place, with the contents that the person may read; `NotFoundError` without access.

    A team member who has yet to declare gets the own assignments alone.
    """
    with database.read() as session:
        row = row_in(session, person, case)
        end = window_end(session, case, after, Event.content, byte_limit, kind=Event)
        found = session.execute(
            select(Event.sequence, Event.statement, Event.signature, Event.content)
            .where(Event.case == case, Event.sequence > after, Event.sequence <= end)
            .order_by(Event.sequence)
        )
        shown = tuple(
            one
            for sequence, statement, signature, content in found
            if (one := visible_row(row, person, sequence, SignedEvent(statement, signature), content))
            is not None
        )
        return EventPage(row, shown, end < row.events)


def content_bytes_in(session: Session, case: str, person: str, enough: int) -> int:
    """How many bytes of contents this person's events of a case hold, in a transaction.

    When everybody's together are at most `enough`, the sum of all is given: then nobody need be told apart.
    """
    length = func.length(Event.content)
    kept = Event.case == case, Event.content.is_not(None)
    total = session.scalar(select(func.coalesce(func.sum(length), 0)).where(*kept)) or 0
    if total <= enough:
        return total
    rows = session.execute(select(Event.statement, Event.signature, length).where(*kept))
    return sum(size for text, signature, size in rows if read(SignedEvent(text, signature)).actor == person)


def visible_row(
    row: CaseRow, person: str, sequence: int, signed: SignedEvent, content: bytes | None
) -> EventRow | None:
    """The event as this person may have it, or None."""
    act = read(signed)
    if not row.declared and (act.action, act.person) != (Action.ASSIGN, person):
        return None
    return event_row(act, person, row.part, sequence, signed, content)


def event_row(
    act: Act, person: str, part: Part, sequence: int, signed: SignedEvent, content: bytes | None
) -> EventRow | None:
    """The event in the history of a person in this part, its content only if they may read it."""
    if not may_see(act, person, part):
        return None
    return EventRow(sequence, signed, content if may_read(act, person, part) else None)


def read(signed: SignedEvent) -> Act:
    """An event of the store, which took in only well-formed ones."""
    try:
        return signed.read()
    except StatementError:
        raise StoreDamagedError from None


def _signed(session: Session, case: str, after: int = 0) -> Iterator[SignedEvent]:
    rows = session.execute(
        select(Event.statement, Event.signature)
        .where(Event.case == case, Event.sequence > after)
        .order_by(Event.sequence)
    )
    return (SignedEvent(statement, signature) for statement, signature in rows)
