"""The proposal to destroy a case, or one message of it, that still stands, if any.

The chain alone cannot tell: a message of the reporter, which is no event, voids a proposal to destroy a case. It does
not void one to destroy a message: else a reporter could keep what is unlawful to keep there, by writing on.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.domain.event import EventKind, SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.domain.procedure.pending import Destruction
from store.domain.procedure.state import CaseState
from store.domain.roster import REPORTER
from store.model import CaseProjection, Entry, StoredEvent


def standing_in(session: Session, state: CaseState) -> Destruction | None:
    """Return the proposal that stands, signed or not, in a transaction: the reporter wrote nothing after it."""
    found = state.destruction
    if found is None:
        return None
    written = select(func.max(Entry.sequence)).where(Entry.case == state.case, Entry.author == REPORTER)
    return found if found.scope.covers(session.scalar(written) or 0) else None


def void_in(session: Session, case: str) -> None:
    """Let a proposal to destroy this case stand no more, in a transaction: its reporter has written."""
    row = session.get(CaseProjection, case, populate_existing=True)
    if row is not None and row.proposed is not None and not _is_of_part(session, case, row.proposed):
        row.proposed = row.signatory = row.signed = None
        session.flush()


def _is_of_part(session: Session, case: str, number: int) -> bool:
    found = session.get(StoredEvent, (case, number))
    event = None if found is None else parsed(SignedEvent(found.statement, found.signature))
    return event is not None and event.kind is EventKind.PROPOSE_PART
