"""The one table of transitions. The store, the workstations, the audit and the diagram in the docs all read it."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from store.domain.event import CaseRole
from store.domain.procedure.errors import NoSuchMoveError
from store.domain.stages import Stage


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
    return Transition(origin, target, frozenset(CaseRole(one) for one in by.split()), frozenset(needs))


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
_TABLE: Final = {(one.origin, one.target): one for one in TRANSITIONS}


def transition(origin: Stage, target: Stage) -> Transition:
    """Return the transition between these stages, or raise `NoSuchMoveError` if the table has none."""
    found = _TABLE.get((origin, target))
    if found is None:
        raise NoSuchMoveError
    return found
