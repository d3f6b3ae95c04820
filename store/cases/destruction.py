"""Proposals to destroy a case: refusal of those that come too early, and the signatures that they await."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.api.messages import (
    PAGE_CASES,
    PAGE_ENVELOPE_BYTES,
    EventRow,
)
from store.api.people_asked import DestructionRequest, DestructionRequests
from store.cases.chain import shown_to
from store.cases.paging import page_by_case
from store.cases.standing import standing_in
from store.domain.event import CaseRole, Event, EventKind, SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.domain.procedure.errors import FormError, ProposalOverError, RetentionError
from store.domain.procedure.state import CaseState
from store.domain.retention import Retention
from store.domain.roster import REPORTER
from store.engine.database import Database
from store.model import Case, CaseProjection, Entry, StoredEvent


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
    database: Database,
    person: str,
    cursor: str | None = None,
    limit: int = PAGE_CASES,
    byte_limit: int = PAGE_ENVELOPE_BYTES,
) -> DestructionRequests:
    """Return a page of the proposals that await this person's signature. Raises `CursorError`."""
    query = (
        select(StoredEvent.case, StoredEvent)
        .join(
            CaseProjection,
            (CaseProjection.case == StoredEvent.case) & (CaseProjection.proposed == StoredEvent.sequence),
        )
        .where(CaseProjection.signatory == person, CaseProjection.signed.is_(None))
    )
    size = func.coalesce(func.length(StoredEvent.content), 0)
    rows, following = page_by_case(database, query, size, cursor, limit, byte_limit)
    return DestructionRequests(tuple(_request(event, person) for _case, event in rows), following)


def asked_to_sign(session: Session, person: str, case: str) -> bool:
    """Return whether a proposal of this case names this person, in a transaction."""
    found = select(CaseProjection.case).where(
        CaseProjection.case == case, CaseProjection.signatory == person, CaseProjection.signed.is_(None)
    )
    return session.scalar(found) is not None


def _request(event: StoredEvent, person: str) -> DestructionRequest:
    # A row that is no proposal is served all the same: the workstation names it, and the others stay open.
    whole = EventRow(event.sequence, SignedEvent(event.statement, event.signature), event.content)
    row = shown_to(person, CaseRole.SIGNATORY, whole, parsed(whole.event))
    return DestructionRequest(event.case, row or EventRow(whole.sequence, whole.event))
