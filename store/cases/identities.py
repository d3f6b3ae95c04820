"""A custodian's view: the requests put to them, and the identity envelopes of those cases alone."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from store.api.messages import PAGE_CASES, EventRow, IdentityFile
from store.api.people_asked import (
    LISTED_CONTENT_BYTES,
    MAX_REASON_BYTES,
    IdentityRequest,
    IdentityRequests,
)
from store.cases.chain import shown_to, state_in
from store.cases.paging import ROWS_AT_ONCE, people_left_out, up_to
from store.domain.event import CaseRole, SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.domain.shares import Place, first_of_each, request_share
from store.engine.database import Database
from store.errors import CursorError, NotFoundError, StoreDamagedError
from store.model import CaseProjection, StoredEvent, StoredIdentity, StoredIdentityRequest

_PLACE: Final = re.compile(r"([0-9a-f]{32})-([0-9]{1,7})", re.ASCII)
_IS_ASKED: Final = (StoredEvent.case == StoredIdentityRequest.case) & (
    StoredEvent.sequence == StoredIdentityRequest.sequence
)


def requests(
    database: Database, custodian: str, today: date, cursor: str | None = None, limit: int = PAGE_CASES
) -> IdentityRequests:
    """Return a page of the requests to this custodian, answered ones too, with short contents.

    Only a share of each asker's is listed: one officer can ask without end. Raises `CursorError`.
    """
    after = ("", 0) if cursor is None else _place(cursor)
    columns = (StoredIdentityRequest.case, StoredIdentityRequest.sequence, StoredIdentityRequest.answered)
    of_custodian = (
        select(*columns, StoredEvent.statement)
        .join(StoredEvent, _IS_ASKED)
        .where(StoredIdentityRequest.custodian == custodian)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    with database.read() as session:
        shares = first_of_each(
            (*_share(case, number, answered, statement, today), (case, number))
            for case, number, answered, statement in session.execute(of_custodian)
        )
        following = sorted(place for share in shares.values() for place in share.rows if place > after)
        shown = tuple(
            row
            for case, places in groupby(following[:limit], itemgetter(0))
            for row in _rows(
                session, custodian, LISTED_CONTENT_BYTES, case, [number for _case, number in places]
            )
        )
    more = f"{following[limit - 1][0]}-{following[limit - 1][1]}" if len(following) > limit else None
    waiting = {asker: share.left_out for (asker, over), share in shares.items() if not over}
    return IdentityRequests(shown, more, people_left_out(waiting))


def request(database: Database, custodian: str, case: str, sequence: int) -> IdentityRequests:
    """Return the request at this place with its content, or nothing if it is not to this custodian."""
    with database.read() as session:
        return IdentityRequests(tuple(_rows(session, custodian, MAX_REASON_BYTES, case, [sequence])))


def _share(
    case: str, number: int, answered: int | None, statement: bytes, today: date
) -> tuple[tuple[str, bool], Place]:
    event = parsed(SignedEvent(statement, b""))
    return request_share(event, case, number, answered=answered is not None, today=today)


def _place(cursor: str) -> tuple[str, int]:
    found = _PLACE.fullmatch(cursor)
    if found is None:
        raise CursorError
    return found[1], int(found[2])


def _rows(
    session: Session, custodian: str, most: int, case: str, numbers: Sequence[int]
) -> Iterator[IdentityRequest]:
    """Yield the requests at these places of a case in order, with contents of up to so many bytes."""
    answer = aliased(StoredEvent)
    query = (
        select(
            StoredIdentityRequest,
            *(StoredEvent.statement, StoredEvent.signature, up_to(StoredEvent.content, most)),
            *(answer.statement, answer.signature, up_to(answer.content, most)),
            *(CaseProjection.events, CaseProjection.head),
        )
        .join(StoredEvent, _IS_ASKED)
        .outerjoin(
            answer,
            (answer.case == StoredIdentityRequest.case) & (answer.sequence == StoredIdentityRequest.answered),
        )
        .join(CaseProjection, CaseProjection.case == StoredIdentityRequest.case)
        .where(StoredIdentityRequest.custodian == custodian, StoredIdentityRequest.case == case)
        .where(StoredIdentityRequest.sequence.in_(numbers))
        .order_by(StoredIdentityRequest.sequence)
    )
    for (
        stored,
        text,
        signature,
        content,
        answer_text,
        answer_signature,
        answer_content,
        events,
        head,
    ) in session.execute(query):
        asked = EventRow(stored.sequence, SignedEvent(text, signature), content)
        answered = None
        if stored.answered is not None and answer_text is not None:
            answered = EventRow(stored.answered, SignedEvent(answer_text, answer_signature), answer_content)
        yield _request(stored, asked, answered, events, head)


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


def _request(
    stored: StoredIdentityRequest, asked: EventRow, answer: EventRow | None, events: int, head: str
) -> IdentityRequest:
    # A row that is no request is served all the same: the workstation names it, and the other requests stay open.
    row = _shown(asked, stored.custodian) or EventRow(asked.sequence, asked.event)
    answered = None if answer is None else _shown(answer, stored.custodian)
    return IdentityRequest(stored.case, row, stored.answered, events, head, answered)


def _shown(whole: EventRow, custodian: str) -> EventRow | None:
    return shown_to(custodian, CaseRole.CUSTODIAN, whole, parsed(whole.event))
