"""What an officer's gateway asks for: everything goes through a person's access to a case.

Without access each function answers exactly as if there were no such case: the same single question to the
database, the same `NotFoundError`.
"""

from datetime import date

from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import Session

from crypto.roster import REPORTER
from store.bound_blob import bound_blob
from store.contract.messages import (
    PAGE_CASES,
    PAGE_ENVELOPE_BYTES,
    CasePage,
    CaseRow,
    EntryPage,
    EntryRow,
)
from store.cursor import Cursor
from store.database import Database
from store.errors import NotFoundError
from store.model import Access, Blob, Case, Entry
from store.values import StoredBlob
from store.windows import window_end

_Columns = tuple[str, str, date, int, int]


def page(database: Database, person: str, cursor: str | None = None, limit: int = PAGE_CASES) -> CasePage:
    """A page of the person's cases, newest activity first; `CursorError` for a cursor not from here."""
    after = None if cursor is None else Cursor.decode(cursor)
    with database.read() as session:
        rows = session.execute(page_query(person, after, limit + 1)).all()
    shown = tuple(_case_row(row) for row in rows[:limit])
    more = len(rows) > limit
    return CasePage(shown, Cursor(shown[-1].activity, shown[-1].case).encode() if more else None)


def page_query(person: str, after: Cursor | None, limit: int) -> Select[*_Columns]:
    """The person's cases after a cursor, along the index of access alone."""
    query = _visible(person).order_by(Access.activity.desc(), Access.case.desc()).limit(limit)
    if after is None:
        return query
    return query.where(tuple_(Access.activity, Access.case) < (after.activity, after.case))


def case_row(database: Database, person: str, case: str) -> CaseRow:
    """One case as it stands in the list; `NotFoundError`."""
    with database.read() as session:
        return _case_row(_one(session, person, case))


def entries(
    database: Database, person: str, case: str, after: int = 0, byte_limit: int = PAGE_ENVELOPE_BYTES
) -> EntryPage:
    """The envelopes after a place: one at least if there is one, then up to `byte_limit`; `NotFoundError`."""
    with database.read() as session:
        row = _case_row(_one(session, person, case))
        end = window_end(session, case, after, Entry.envelope, byte_limit)
        found = session.execute(
            select(Entry.sequence, Entry.author, Entry.day, Entry.envelope)
            .where(Entry.case == case, Entry.sequence > after, Entry.sequence <= end)
            .order_by(Entry.sequence)
        )
        shown = tuple(EntryRow(one.sequence, one.author, one.day, one.envelope) for one in found)
        return EntryPage(row, shown, end < row.last_sequence)


def blob_of(database: Database, person: str, case: str, blob: str) -> StoredBlob:
    """A blob of an entry of this case; `NotFoundError` for any other, and without access."""
    with database.read() as session:
        _one(session, person, case)
        return bound_blob(session, case, blob)


def register_blob(database: Database, person: str, case: str, blob: StoredBlob, day: date) -> None:
    """Note an uploaded blob, durable already, until a reply binds it; the sweep takes it after a day."""
    with database.write() as session:
        _one(session, person, case)
        session.add(Blob(name=blob.name, case=case, sequence=None, size=blob.size, day=day))


def mark_seen(database: Database, person: str, case: str, sequence: int) -> None:
    """The person has read the case up to this place; going back changes nothing. `NotFoundError`."""
    with database.write() as session:
        row = _one(session, person, case)
        access = session.get_one(Access, (case, person), with_for_update=True)
        seen = min(sequence, row.last_sequence)
        if seen <= access.seen_sequence:
            return
        access.seen_sequence = seen
        access.unread = session.execute(
            select(func.count())
            .select_from(Entry)
            .where(Entry.case == case, Entry.sequence > seen, Entry.author == REPORTER)
        ).scalar_one()


def _visible(person: str) -> Select[*_Columns]:
    return (
        select(Access.case, Case.stage, Access.activity, Access.unread, Case.last_sequence)
        .join(Case, Case.id == Access.case)
        .where(Access.person == person)
    )


def _one(session: Session, person: str, case: str) -> Row[*_Columns]:
    row = session.execute(_visible(person).where(Access.case == case)).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def _case_row(row: Row[*_Columns]) -> CaseRow:
    return CaseRow(row.case, row.stage, row.activity, row.unread, row.last_sequence)
