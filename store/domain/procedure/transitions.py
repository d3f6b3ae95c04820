"""The one table of transitions, with their needs. Each need is one question to the case and the event.

The store, the workstations, the audit and the diagram in the docs all read the table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
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
    NoSuchMoveError,
    NoticeError,
    ProcedureError,
    QuestionError,
    ReasonError,
    ReviewSheetError,
    TeamError,
)
from store.domain.procedure.state import CaseState
from store.domain.stages import Stage

_Test = Callable[[CaseState, Event], bool]


class Need(Enum):
    """A condition that must hold before a transition, or come with it."""

    CHECKLIST = auto()  # both checks, in the event
    REASON = auto()  # encrypted content
    QUESTION = auto()  # a reply in the conversation, and the day until which an answer is awaited
    NOTICE = auto()  # a reply in the conversation
    ANSWER = auto()  # from the reporter alone: the message that answers
    PASSED = auto()  # the day of the question has passed
    REVIEW_SHEET = auto()
    TEAM = auto()
    DECLARATIONS = auto()
    FINDINGS = auto()
    LEADERSHIP = auto()  # a leader can read the case
    MINUTES = auto()
    CONCLUSION = auto()  # conclusion and recommendation


@dataclass(frozen=True, slots=True)
class Transition:
    """A step from one stage to another, by these parts, when these needs are met."""

    origin: Stage
    target: Stage
    by: frozenset[CaseRole]
    needs: frozenset[Need] = frozenset()


def _transition(origin: Stage, target: Stage, by: str, *needs: Need) -> Transition:
    return Transition(origin, target, frozenset(CaseRole(part) for part in by.split()), frozenset(needs))


TRANSITIONS: Final = (
    _transition(Stage.RECEIVED, Stage.VERIFICATION, "officer"),
    _transition(Stage.VERIFICATION, Stage.CLARIFICATION, "officer", Need.QUESTION),
    _transition(Stage.VERIFICATION, Stage.REVIEW, "officer", Need.CHECKLIST),
    _transition(Stage.VERIFICATION, Stage.ARCHIVED, "officer", Need.REASON, Need.NOTICE),
    _transition(Stage.CLARIFICATION, Stage.VERIFICATION, "officer reporter", Need.ANSWER),
    _transition(Stage.CLARIFICATION, Stage.ARCHIVED, "officer", Need.PASSED, Need.REASON, Need.NOTICE),
    _transition(Stage.REVIEW, Stage.ASSIGNMENT, "officer", Need.REVIEW_SHEET, Need.TEAM),
    _transition(Stage.REVIEW, Stage.DELIBERATION, "officer", Need.REVIEW_SHEET, Need.REASON, Need.LEADERSHIP),
    _transition(Stage.ASSIGNMENT, Stage.INVESTIGATION, "lead", Need.TEAM, Need.DECLARATIONS),
    _transition(Stage.INVESTIGATION, Stage.LEADERSHIP, "lead", Need.FINDINGS, Need.LEADERSHIP),
    _transition(Stage.LEADERSHIP, Stage.DELIBERATION, "leadership"),
    _transition(Stage.LEADERSHIP, Stage.INVESTIGATION, "leadership", Need.REASON, Need.TEAM),
    _transition(Stage.DELIBERATION, Stage.CONCLUDED, "leadership", Need.MINUTES, Need.CONCLUSION),
    _transition(Stage.DELIBERATION, Stage.INVESTIGATION, "leadership", Need.REASON, Need.TEAM),
    _transition(Stage.CONCLUDED, Stage.VERIFICATION, "leadership", Need.REASON),
    _transition(Stage.ARCHIVED, Stage.VERIFICATION, "officer", Need.REASON),
)
_TABLE: Final = {(transition.origin, transition.target): transition for transition in TRANSITIONS}


def transition(origin: Stage, target: Stage) -> Transition:
    """Return the transition between these stages, or raise `NoSuchMoveError` if the table has none."""
    found = _TABLE.get((origin, target))
    if found is None:
        raise NoSuchMoveError
    return found


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
