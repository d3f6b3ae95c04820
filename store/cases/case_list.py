"""A person's cases: the list, their envelopes and files, and how far the person has read.

Each is answered only through the person's access to a case.

Without access each function answers exactly as if there were no such case: the same single question to the database,
the same `NotFoundError`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, TextClause, func, select, tuple_, update
from sqlalchemy.orm import Session

from store.api.messages import PAGE_CASES, CasePage, CaseRow
from store.cases.paging import Cursor
from store.domain.event import CaseRole
from store.domain.procedure.permissions import STAFF_PARTS
from store.domain.retention import destroyed_after
from store.domain.roster import REPORTER
from store.domain.stages import Stage
from store.engine.database import Database
from store.errors import NotFoundError
from store.model import Access, Blob, Case, CaseProjection, Entry, StoredPartTombstone
from store.model.access import ATTENTION_RANK, MINE, UNREAD
from store.model.blob import UNBOUND
from store.values import StoredBlob

_ASKED_AT_ONCE: Final = 500
_DESTROYED: Final = (
    select(func.count())
    .where(StoredPartTombstone.case == Access.case)
    .correlate(Access)
    .scalar_subquery()
    .label("destroyed")
)
_SHOWN: Final = (
    Access.case,
    Access.rank,
    Access.due.label("order_due"),
    Access.unread,
    Access.part,
    Access.declared,
    Case.stage,
    Case.received,
    Case.activity,
    Case.last_sequence,
    CaseProjection.handler,
    CaseProjection.due,
    CaseProjection.identified,
    CaseProjection.events,
    CaseProjection.head,
    CaseProjection.signed,
)
_Condition = ColumnElement[bool] | TextClause


@dataclass(frozen=True, slots=True)
class Filter:
    """The choice of a person's cases that a list shows.

    It selects by stage, by whether this person handles the case, by a due day before `due_before`, by unread entries,
    and by the person's part in the case.
    """

    stage: Stage | None = None
    mine: bool = False
    due_before: date | None = None
    unread: bool = False
    parts: frozenset[CaseRole] = STAFF_PARTS


EVERYTHING = Filter()


def page(
    database: Database,
    person: str,
    cursor: str | None = None,
    wanted: Filter = EVERYTHING,
    limit: int = PAGE_CASES,
) -> CasePage:
    """Return a page of the person's cases: attention requests first, then by due day.

    Raises `CursorError` for a cursor that this module did not issue.
    """
    after = None if cursor is None else Cursor.decode(cursor)
    with database.read() as session:
        rows = session.execute(page_query(person, after, limit + 1, wanted)).all()
    shown = rows[:limit]
    more = len(rows) > limit
    return CasePage(tuple(_case_row(row) for row in shown), _cursor(shown[-1]) if more else None)


def page_query(
    person: str, after: Cursor | None, limit: int, wanted: Filter = EVERYTHING
) -> Select[*tuple[Any, ...]]:
    """Return the query for the person's cases after a cursor, which uses the indexes of access alone."""
    order = (Access.rank, Access.due, Access.case)
    query = _visible(person).where(*_conditions(wanted)).order_by(*order).limit(limit)
    if after is None:
        return query
    return query.where(tuple_(*order) > (after.rank, after.due, after.case))


def case_row(database: Database, person: str, case: str) -> CaseRow:
    """Return one case as it stands in the list. Raises `NotFoundError`."""
    with database.read() as session:
        return row_in(session, person, case)


def open_row(database: Database, person: str, case: str) -> CaseRow:
    """Return the row of a case that the person may open; a team member must have declared. Raises `NotFoundError`."""
    with database.read() as session:
        return open_row_in(session, person, case)


def blob_of(database: Database, person: str, case: str, blob: str) -> StoredBlob:
    """Return a blob of this case that an entry or an event binds.

    Raises `NotFoundError` for any other blob, and without access.
    """
    with database.read() as session:
        open_row_in(session, person, case)
        found = session.get(Blob, blob)
        if found is None or found.case != case or (found.sequence is None and found.event is None):
            raise NotFoundError
        return StoredBlob(found.name, found.size)


def mark_fetched(database: Database, person: str, case: str, blob: str) -> None:
    """Record, before the first byte of a reporter's file is served, that its reporter can no longer withdraw it.

    Raises `NotFoundError` if they did, or without access: then nothing of it may be served.
    """
    with database.read() as session:
        open_row_in(session, person, case)
        found = session.execute(
            select(Blob.fetched, Entry.author)
            .outerjoin(Entry, (Entry.case == Blob.case) & (Entry.sequence == Blob.sequence))
            .where(Blob.name == blob, Blob.case == case)
        ).one_or_none()
    if found is None:
        raise NotFoundError
    if found.fetched or found.author != REPORTER:
        return
    with database.write() as session:
        open_row_in(session, person, case)
        marked = update(Blob).where(Blob.name == blob, Blob.case == case).values(fetched=True)
        if session.scalar(marked.returning(Blob.name)) is None:
            raise NotFoundError


def register_blob(database: Database, person: str, case: str, blob: StoredBlob, day: date) -> None:
    """Register an uploaded blob, already durable, until a reply binds it; the sweep deletes it after a day."""
    with database.write() as session:
        open_row_in(session, person, case)
        session.add(Blob(name=blob.name, case=case, size=blob.size, day=day))


def still_unbound(database: Database, names: Sequence[str]) -> frozenset[str]:
    """Return those of these blobs that no entry or event refers to yet and that the sweep has left."""
    found: set[str] = set()
    with database.read() as session:
        for start in range(0, len(names), _ASKED_AT_ONCE):
            some = names[start : start + _ASKED_AT_ONCE]
            found.update(session.scalars(select(Blob.name).where(Blob.name.in_(some), UNBOUND)))
    return frozenset(found)


def mark_seen(database: Database, person: str, case: str, sequence: int) -> None:
    """Record that the person has read the case up to this place; never go back. Raises `NotFoundError`."""
    with database.write() as session:
        row = open_row_in(session, person, case)
        # Read again under the lock: except in SQLite, the same person's other window may have been first.
        access = session.get(Access, (case, person), with_for_update=True, populate_existing=True)
        if access is None:
            raise NotFoundError
        seen = min(sequence, row.last_sequence)
        if seen <= access.seen_sequence:
            return
        access.seen_sequence = seen
        access.unread = session.execute(
            select(func.count())
            .select_from(Entry)
            .where(Entry.case == case, Entry.sequence > seen, Entry.author == REPORTER)
        ).scalar_one()


def row_in(session: Session, person: str, case: str) -> CaseRow:
    """Return the same as `case_row`, in a transaction."""
    row = session.execute(_visible(person).where(Access.case == case)).one_or_none()
    if row is None:
        raise NotFoundError
    return _case_row(row)


def open_row_in(session: Session, person: str, case: str) -> CaseRow:
    """Return the same as `open_row`, in a transaction."""
    row = row_in(session, person, case)
    if not row.declared:
        raise NotFoundError
    return row


def _visible(person: str) -> Select[*tuple[Any, ...]]:
    """Return the query for what the rows show: whole objects would take twice the time of a long list."""
    return (
        select(*_SHOWN, _DESTROYED)
        .join(Case, Case.id == Access.case)
        .join(CaseProjection, CaseProjection.case == Access.case)
        .where(Access.person == person)
    )


def _conditions(wanted: Filter) -> list[_Condition]:
    conditions: list[_Condition] = []
    if wanted.stage is not None:
        conditions.append(Access.stage == wanted.stage.value)
    if wanted.mine:
        conditions.append(MINE)
    if wanted.due_before is not None:
        conditions.append(Access.due < wanted.due_before)
    if wanted.parts != STAFF_PARTS:
        conditions.append(Access.part.in_(sorted(part.value for part in wanted.parts)))
    if wanted.unread:
        conditions.append(UNREAD)
    return conditions


def _cursor(row: Row[Any]) -> str:
    return Cursor(row.rank, row.order_due, row.case).encode()


def _case_row(row: Row[Any]) -> CaseRow:
    return CaseRow(
        case=row.case,
        stage=row.stage,
        received=row.received,
        activity=row.activity,
        unread=row.unread,
        last_sequence=row.last_sequence,
        part=CaseRole(row.part),
        declared=row.declared,
        handler=row.handler,
        due=row.due,
        needs_attention=row.rank == ATTENTION_RANK,
        identified=row.identified,
        events=row.events,
        head=row.head,
        destruction=None if row.signed is None else destroyed_after(row.signed),
        destroyed_parts=row.destroyed,
    )
