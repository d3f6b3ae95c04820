"""The day on which a case is due, after which it stands out as overdue."""

from datetime import date

from store.domain.deadlines import Deadlines
from store.domain.procedure.state import CaseState
from store.domain.stages import CLOSED, Stage


def due(state: CaseState, deadlines: Deadlines) -> date | None:
    """Return the nearest day by which an act is due, or None for a closed case in which the reporter seeks nothing."""
    days = [day for day in (_stage_due(state, deadlines), _sought_due(state, deadlines)) if day is not None]
    return min(days, default=None)


def _stage_due(state: CaseState, deadlines: Deadlines) -> date | None:
    match state.stage:
        case Stage.RECEIVED:
            return deadlines.acknowledge_by(state.received)
        case Stage.VERIFICATION:
            return deadlines.verify_by(state.days[-1][1])
        case Stage.CLARIFICATION:
            return state.until
    if state.stage in CLOSED:
        return None
    return deadlines.close_by(state.received)


def _sought_due(state: CaseState, deadlines: Deadlines) -> date | None:
    return None if state.sought_on is None else deadlines.feedback_by(state.sought_on)
