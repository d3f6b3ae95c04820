"""The proposal to destroy a case that still stands, if any.

The chain alone cannot tell: a message of the reporter, which is no event, does away with a proposal too.
"""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from store.domain.procedure.state import CaseState, Destruction
from store.domain.roster import REPORTER
from store.model import CaseProjection, Entry


def standing_in(session: Session, state: CaseState) -> Destruction | None:
    """Return the proposal that stands, signed or not, in a transaction: the reporter wrote nothing after it."""
    found = state.destruction
    if found is None:
        return None
    written = select(func.max(Entry.sequence)).where(Entry.case == state.case, Entry.author == REPORTER)
    return found if found.scope.covers(session.scalar(written) or 0) else None


def void_in(session: Session, case: str) -> None:
    """Let a proposal of this case stand no more, in a transaction: its reporter has written."""
    session.execute(
        update(CaseProjection)
        .where(CaseProjection.case == case)
        .values(proposed=None, signatory=None, signed=None)
        .execution_options(synchronize_session=False)
    )
