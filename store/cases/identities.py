"""A custodian's view: the requests put to them, and the identity envelopes of those cases alone."""

import re
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from store.api.messages import (
    PAGE_CASES,
    PAGE_ENVELOPE_BYTES,
    EventRow,
    IdentityFile,
)
from store.api.people_asked import IdentityRequest, IdentityRequests
from store.cases.chain import shown_to, state_in
from store.cases.paging import page_of
from store.domain.event import CaseRole, SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.engine.database import Database
from store.errors import CursorError, NotFoundError, StoreDamagedError
from store.model import CaseProjection, StoredEvent, StoredIdentity, StoredIdentityRequest

_PLACE: Final = re.compile(r"([0-9a-f]{32})-([0-9]{1,7})", re.ASCII)


def requests(
    database: Database,
    custodian: str,
    cursor: str | None = None,
    limit: int = PAGE_CASES,
    byte_limit: int = PAGE_ENVELOPE_BYTES,
) -> IdentityRequests:
    """Return a page of the requests to this custodian, including answered ones. Raises `CursorError`."""
    place = (StoredIdentityRequest.case, StoredIdentityRequest.sequence)
    answer = aliased(StoredEvent)
    query = (
        select(StoredIdentityRequest, StoredEvent, answer, CaseProjection.events, CaseProjection.head)
        .join(
            StoredEvent,
            (StoredEvent.case == StoredIdentityRequest.case)
            & (StoredEvent.sequence == StoredIdentityRequest.sequence),
        )
        .outerjoin(
            answer,
            (answer.case == StoredIdentityRequest.case) & (answer.sequence == StoredIdentityRequest.answered),
        )
        .join(CaseProjection, CaseProjection.case == StoredIdentityRequest.case)
        .where(StoredIdentityRequest.custodian == custodian)
        .order_by(*place)
    )
    if cursor is not None:
        found = _PLACE.fullmatch(cursor)
        if found is None:
            raise CursorError
        query = query.where(tuple_(*place) > (found[1], int(found[2])))
    with database.read() as session:
        rows, more = page_of(session, query, _length(StoredEvent) + _length(answer), limit, byte_limit)
        shown = tuple(
            _request(stored, event, answered, events, head) for stored, event, answered, events, head in rows
        )
    return IdentityRequests(shown, f"{shown[-1].case}-{shown[-1].asked.sequence}" if more else None)


def identity(database: Database, custodian: str, case: str, today: date) -> IdentityFile:
    """Return the identity envelope of a case in which this custodian has a request to grant.

    A request that was answered, or that waited too long, is over: reading the envelope again takes another request,
    with its reason and its record. A custodian who came into the case after the request, or was taken off it, can no
    longer answer it. Raises `NotFoundError` for any other case.
    """
    waiting = select(StoredIdentityRequest.sequence).where(
        StoredIdentityRequest.case == case,
        StoredIdentityRequest.custodian == custodian,
        StoredIdentityRequest.answered.is_(None),
    )
    with database.read() as session:
        numbers = session.scalars(waiting).all()
        if not numbers:
            raise NotFoundError
        try:
            state = state_in(session, case)
        except StoreDamagedError:
            raise NotFoundError from None  # a chain that does not hold proves for no custodian that they may have it
        waits = any(state.asked[number].waits_on(today) for number in numbers if number in state.asked)
        if not waits or not state.may_keep_identity(custodian):
            raise NotFoundError
        return IdentityFile(session.get_one(StoredIdentity, case).envelope)


def asked_of(session: Session, custodian: str, case: str) -> bool:
    """Return whether this custodian was asked in this case, in a transaction."""
    asked = select(StoredIdentityRequest.case).where(
        StoredIdentityRequest.case == case, StoredIdentityRequest.custodian == custodian
    )
    return session.scalar(asked.limit(1)) is not None


def _length(event: type[StoredEvent]) -> ColumnElement[int]:
    return func.coalesce(func.length(event.content), 0)


def _request(
    stored: StoredIdentityRequest, asked: StoredEvent, answer: StoredEvent | None, events: int, head: str
) -> IdentityRequest:
    # A row that is no request is served all the same: the workstation names it, and the other requests stay open.
    row = _row(asked, stored.custodian) or EventRow(
        asked.sequence, SignedEvent(asked.statement, asked.signature)
    )
    answered = None if answer is None else _row(answer, stored.custodian)
    return IdentityRequest(stored.case, row, stored.answered, events, head, answered)


def _row(event: StoredEvent, custodian: str) -> EventRow | None:
    whole = EventRow(event.sequence, SignedEvent(event.statement, event.signature), event.content)
    return shown_to(custodian, CaseRole.CUSTODIAN, whole, parsed(whole.event))
