"""The preconditions of transitions: each need is one question to the case and the event."""

from collections.abc import Callable
from typing import Final

from store.domain.event import CaseRole, Check, Event, Paper
from store.domain.procedure.errors import (
    ChecklistError,
    ConclusionError,
    DeadlineError,
    DeclarationError,
    FindingsError,
    FormError,
    LeadershipError,
    MinutesError,
    NoticeError,
    ProcedureError,
    QuestionError,
    ReasonError,
    ReviewSheetError,
    TeamError,
)
from store.domain.procedure.state import CaseState
from store.domain.procedure.transitions import Need
from store.domain.stages import Stage

_Test = Callable[[CaseState, Event], bool]


def _answered(_state: CaseState, event: Event) -> bool:
    return event.part is not CaseRole.REPORTER or event.entry is not None


def _question(_state: CaseState, event: Event) -> bool:
    return event.entry is not None and event.until is not None and event.until > event.day


def _passed(state: CaseState, event: Event) -> bool:
    return state.until is None or event.day > state.until


def _team(state: CaseState, _event: Event) -> bool:
    return state.lead is not None


def is_concluded(state: CaseState) -> bool:
    """Return whether this deliberation has its conclusion and its recommendation."""
    papers = (Paper.CONCLUSION, Paper.RECOMMENDATION)
    return all(state.has_since(paper, Stage.DELIBERATION) for paper in papers)


def _paper(paper: Paper, stage: Stage) -> _Test:
    return lambda state, _event: state.has_since(paper, stage)


_TESTS: Final[dict[Need, tuple[_Test, type[ProcedureError]]]] = {
    Need.CHECKLIST: (lambda _state, event: set(event.checks) == set(Check), ChecklistError),
    Need.REASON: (lambda _state, event: event.content is not None, ReasonError),
    Need.QUESTION: (_question, QuestionError),
    Need.NOTICE: (lambda _state, event: event.entry is not None, NoticeError),
    Need.ANSWER: (_answered, FormError),
    Need.PASSED: (_passed, DeadlineError),
    Need.REVIEW_SHEET: (_paper(Paper.REVIEW_SHEET, Stage.REVIEW), ReviewSheetError),
    Need.TEAM: (_team, TeamError),
    Need.DECLARATIONS: (lambda state, _event: not state.undeclared, DeclarationError),
    Need.FINDINGS: (_paper(Paper.FINDINGS, Stage.INVESTIGATION), FindingsError),
    Need.LEADERSHIP: (lambda state, _event: bool(state.leaders), LeadershipError),
    Need.MINUTES: (_paper(Paper.MINUTES, Stage.DELIBERATION), MinutesError),
    Need.CONCLUSION: (lambda state, _event: is_concluded(state), ConclusionError),
}


def unmet(need: Need, state: CaseState, event: Event) -> type[ProcedureError] | None:
    """Return the error that says what is missing, or None."""
    test, error = _TESTS[need]
    return None if test(state, event) else error
