"""Working papers: written for the readers of the case, never for the reporter."""

from collections.abc import Iterable

from journalist_interface.acts.deciding import DecisionDraft, EventDraft, decide
from journalist_interface.acts.replies import Files
from journalist_interface.acts.texts import require_code, require_text
from journalist_interface.acts.work import Work
from store.domain.event import Classification, Content, EventKind, Paper
from store.domain.outcomes import OUTCOME_CODES
from store.domain.procedure.errors import ConclusionError

"""Files uploaded before by `journalist_interface.acts.replies.upload_all`."""


def note(work: Work, text: str, files: Files = ()) -> int:
    """Add an internal note, in any stage."""
    return _write(work, Paper.NOTE, text, files)


def review_sheet(work: Work, text: str, files: Files = ()) -> int:
    """Add the review sheet, in review."""
    return _write(work, Paper.REVIEW_SHEET, text, files)


def findings(work: Work, text: str, files: Files = ()) -> int:
    """Add the team lead's findings report, in investigation."""
    return _write(work, Paper.FINDINGS, text, files)


def minutes(work: Work, text: str, present: Iterable[str], files: Files = ()) -> int:
    """Add the minutes of a deliberation and who was present; raises `MinutesError` unless all parties were."""
    people = tuple(dict.fromkeys(present))
    work.people(people)
    return _write(work, Paper.MINUTES, text, files, people)


def conclude(work: Work, conclusion: str, recommendation: str, outcome: str, files: Files = ()) -> int:
    """Add conclusion, recommendation and outcome (a code of `OUTCOMES`) together; files go with the conclusion."""
    if not conclusion.strip() or not recommendation.strip():
        raise ConclusionError
    said = Classification(outcome=require_code(outcome, OUTCOME_CODES))
    acts = (
        EventDraft(EventKind.PAPER, Content(conclusion, files, said), paper=Paper.CONCLUSION),
        EventDraft(EventKind.PAPER, Content(recommendation), paper=Paper.RECOMMENDATION),
    )
    return decide(work, lambda: DecisionDraft(acts))


def _write(work: Work, paper: Paper, text: str, files: Files, people: tuple[str, ...] = ()) -> int:
    content = Content(text if files else require_text(text), files)
    return decide(
        work, lambda: DecisionDraft((EventDraft(EventKind.PAPER, content, paper=paper, people=people),))
    )
