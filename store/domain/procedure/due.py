"""The day by which the office must act in a case."""

from datetime import date

from store.domain.deadlines import Deadlines
from store.domain.procedure.state import CaseState
from store.domain.stages import FOLLOW_UP, Stage


def due(state: CaseState, deadlines: Deadlines) -> date | None:
    """Return the nearest day by which the office must act; None for a closed case without a request for attention."""
    days = [
        day for day in (_stage_due(state, deadlines), _attention_due(state, deadlines)) if day is not None
    ]
    return min(days, default=None)


def _stage_due(state: CaseState, deadlines: Deadlines) -> date | None:
    match state.stage:
        case Stage.RECEIVED:
            return deadlines.acknowledge_by(state.received)
        case Stage.CLARIFICATION:
            return state.until
    deadline = own_deadline(state, deadlines)
    return deadline if deadline is None or state.extended is None else max(deadline, state.extended)


def own_deadline(state: CaseState, deadlines: Deadlines) -> date | None:
    """Return the last day that the office had at first for what it does now; None where nothing can be extended."""
    if state.stage is Stage.VERIFICATION:
        return deadlines.verify_by(state.days[-1][1])
    return deadlines.close_by(state.received) if state.stage in FOLLOW_UP else None


def _attention_due(state: CaseState, deadlines: Deadlines) -> date | None:
    return None if state.attention_since is None else deadlines.feedback_by(state.attention_since)
