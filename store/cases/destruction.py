"""Proposals to destroy a case: refusal of those that come too early, and the signatures that they await."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVarTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from store.api.messages import PAGE_CASES, EventRow
from store.api.people_asked import (
    LISTED_CONTENT_BYTES,
    MAX_REASON_BYTES,
    DestructionRequest,
    DestructionRequests,
)
from store.cases.chain import shown_to
from store.cases.paging import ROWS_AT_ONCE, people_left_out, require_case_cursor, up_to
from store.cases.standing import standing_in
from store.domain.event import CaseRole, Event, EventKind, SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.domain.procedure.errors import FormError, ProposalOverError, RetentionError
from store.domain.procedure.state import CaseState
from store.domain.retention import Retention
from store.domain.roster import REPORTER
from store.domain.shares import first_of_each, proposal_share
from store.engine.database import Database
from store.model import Case, CaseProjection, Entry, StoredEvent

_Columns = TypeVarTuple("_Columns")


def require_timely(
    session: Session, before: CaseState, events: Sequence[Event], retention: Retention
) -> None:
    """Refuse a proposal that comes before the period ended, or after a message; refuse to sign one that stands no more.

    The store does not know the outcome. It takes the shortest period that the case may have. Raises
    `RetentionError`, `ProposalOverError` or `FormError`.
    """
    kinds = {EventKind.PROPOSE_DESTRUCTION, EventKind.CONFIRM_DESTRUCTION}
    if len(events) > 1 and kinds & {event.kind for event in events}:
        raise FormError  # judged by how the case stands before the decision, so nothing may come first in it
    for event in events:
        if event.kind is EventKind.CONFIRM_DESTRUCTION and standing_in(session, before) is None:
            raise ProposalOverError
        if event.kind is EventKind.PROPOSE_DESTRUCTION:
            last = session.scalar(select(Case.last_sequence).where(Case.id == before.case))
            if event.destroys is None or event.destroys.last != last:
                raise ProposalOverError
            if event.day <= retention.shortest_until(before.stage, _began(session, before)):
                raise RetentionError


def _began(session: Session, state: CaseState) -> date:
    """Return the day from which the period counts: the closing, or the reporter's last message after it."""
    written = session.scalar(
        select(func.max(Entry.day)).where(Entry.case == state.case, Entry.author == REPORTER)
    )
    closed = state.days[-1][1]
    return closed if written is None else max(closed, written)


def requests(
    database: Database, person: str, cursor: str | None = None, limit: int = PAGE_CASES
) -> DestructionRequests:
    """Return a page of the proposals that await this person's signature, with short contents.

    Only a share of each proposer's is listed: a proposal stands in each case of the proposer. Raises `CursorError`.
    """
    require_case_cursor(cursor)
    awaited = _awaited(select(CaseProjection.case, StoredEvent.statement), person)
    with database.read() as session:
        found = session.execute(awaited.execution_options(yield_per=ROWS_AT_ONCE))
        shares = first_of_each(
            (*proposal_share(parsed(SignedEvent(text, b"")), case), case) for case, text in found
        )
        listed = sorted(case for share in shares.values() for case in share.rows)
        following = [case for case in listed if cursor is None or case > cursor]
        shown = _rows(session, person, LISTED_CONTENT_BYTES, following[:limit])
    more = following[limit - 1] if len(following) > limit else None
    left_out = {person: share.left_out for person, share in shares.items()}
    return DestructionRequests(shown, more, people_left_out(left_out))


def request(database: Database, person: str, case: str) -> DestructionRequests:
    """Return the proposal of this case with its content, or nothing if none awaits this person."""
    with database.read() as session:
        return DestructionRequests(_rows(session, person, MAX_REASON_BYTES, [case]))


def _awaited(query: Select[*_Columns], person: str) -> Select[*_Columns]:
    """Return a query for the events that propose what this person is asked to sign."""
    return query.join(
        StoredEvent,
        (CaseProjection.case == StoredEvent.case) & (CaseProjection.proposed == StoredEvent.sequence),
    ).where(CaseProjection.signatory == person, CaseProjection.signed.is_(None))


def _rows(session: Session, person: str, most: int, cases: Sequence[str]) -> tuple[DestructionRequest, ...]:
    columns = (StoredEvent.case, StoredEvent.sequence, StoredEvent.statement, StoredEvent.signature)
    query = _awaited(select(*columns, up_to(StoredEvent.content, most)).select_from(CaseProjection), person)
    found = session.execute(query.where(CaseProjection.case.in_(cases)).order_by(CaseProjection.case))
    return tuple(
        _request(person, case, EventRow(number, SignedEvent(text, signature), content))
        for case, number, text, signature, content in found
    )


def asked_to_sign(session: Session, person: str, case: str) -> bool:
    """Return whether a proposal of this case names this person, in a transaction."""
    found = select(CaseProjection.case).where(
        CaseProjection.case == case, CaseProjection.signatory == person, CaseProjection.signed.is_(None)
    )
    return session.scalar(found) is not None


def _request(person: str, case: str, whole: EventRow) -> DestructionRequest:
    # A row that is no proposal is served all the same: the workstation names it, and the others stay open.
    row = shown_to(person, CaseRole.SIGNATORY, whole, parsed(whole.event))
    return DestructionRequest(case, row or EventRow(whole.sequence, whole.event))
