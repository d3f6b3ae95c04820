"""The decision that goes with an export: an event that says who made which files of the case, and for what."""

from journalist_interface.actions.action import require_text
from journalist_interface.actions.decision_draft import DecisionDraft, EventDraft, Standpoint
from store.domain.event import Content, EventKind
from store.domain.exports import ExportRecord
from store.domain.procedure.errors import ProcedureError


def exported(purpose: str, record: ExportRecord) -> DecisionDraft:
    """Record an export and its purpose, which those who read the case can read; raises `ReasonError`."""
    return DecisionDraft((EventDraft(EventKind.EXPORT, Content(require_text(purpose), export=record)),))


def may_export(point: Standpoint) -> bool:
    """Return whether the procedure lets this person export the case: everyone who reads it."""
    try:
        point.judge((EventDraft(EventKind.EXPORT, Content()),))
    except ProcedureError:
        return False
    return True
