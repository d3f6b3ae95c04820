"""The stages of a case and the sentence a reporter reads in each. The store keeps their codes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """The stage in which a case stands."""

    RECEIVED = "received"
    VERIFICATION = "verification"
    CLARIFICATION = "clarification"
    REVIEW = "review"
    ASSIGNMENT = "assignment"
    INVESTIGATION = "investigation"
    LEADERSHIP = "leadership"
    DELIBERATION = "deliberation"
    CONCLUDED = "concluded"
    ARCHIVED = "archived"


CLOSED: Final = frozenset({Stage.CONCLUDED, Stage.ARCHIVED})  # nothing more is expected of the office
FOLLOW_UP: Final = frozenset(
    {Stage.REVIEW, Stage.ASSIGNMENT, Stage.INVESTIGATION, Stage.LEADERSHIP, Stage.DELIBERATION}
)


@dataclass(frozen=True, slots=True)
class StageWords:
    """The message ids of a stage: its name, and the sentence that the reporter reads."""

    name: str
    reporter: str


WORDS: Final = {
    Stage.RECEIVED: StageWords("Received", "We have received your report. An officer will examine it."),
    Stage.VERIFICATION: StageWords(
        "Verification", "An officer is checking whether your report is clear and complete."
    ),
    Stage.CLARIFICATION: StageWords(
        "Needs clarification", "The officers have a question. Please answer it under Chat."
    ),
    Stage.REVIEW: StageWords("Review", "Your report is complete and is being reviewed."),
    Stage.ASSIGNMENT: StageWords("Assignment", "A team is being prepared to handle your report."),
    Stage.INVESTIGATION: StageWords(
        "Clarification/audit", "The team is at work. For everybody's safety we show no details."
    ),
    Stage.LEADERSHIP: StageWords(
        "Report to leadership", "The team has reported its results to the leadership."
    ),
    Stage.DELIBERATION: StageWords("Deliberation", "The results are being discussed."),
    Stage.CONCLUDED: StageWords(
        "Concluded", "Your report has been followed up. You can ask for information on the outcome."
    ),
    Stage.ARCHIVED: StageWords(
        "Archived", "Your report cannot be followed up for now. You can still add information."
    ),
}
