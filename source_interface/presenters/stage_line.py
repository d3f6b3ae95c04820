"""The stages as a reporter sees them: six steps on a line, one of them current, and its sentence."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext

from source_interface.conversation.messages import Conversation
from source_interface.i18n.language import day_in_words
from source_interface.i18n.translate import lazy as _
from source_interface.i18n.translate import translated
from store.domain.outcomes import ARCHIVE_REASONS
from store.domain.reply import Notice
from store.domain.stages import WORDS, Stage
from store.web.visible import sanitize_line

_STEPS: Final = (
    _("Received"),
    _("Verification"),
    _("Review"),
    _("Team"),
    _("Results"),
    _("Concluded"),
)
_PLACE: Final = {
    Stage.RECEIVED: 0,
    Stage.VERIFICATION: 1,
    Stage.CLARIFICATION: 1,
    Stage.REVIEW: 2,
    Stage.ASSIGNMENT: 3,
    Stage.INVESTIGATION: 3,
    Stage.LEADERSHIP: 4,
    Stage.DELIBERATION: 4,
    Stage.CONCLUDED: 5,
    Stage.ARCHIVED: 5,
}
_ARCHIVED: Final = _("Archived")


@dataclass(frozen=True, slots=True)
class StageMark:
    """One step of the line."""

    name: str
    is_done: bool
    is_current: bool


def stage_line(stage: Stage) -> list[StageMark]:
    """Return the steps; an archived case ends in a step of that name, and its earlier steps are not known here."""
    names = (*_STEPS[:-1], _ARCHIVED) if stage is Stage.ARCHIVED else _STEPS
    place = _PLACE[stage]
    return [
        StageMark(name, is_done=number < place and stage is not Stage.ARCHIVED, is_current=number == place)
        for number, name in enumerate(names)
    ]


def stage_sentence(conversation: Conversation, today: date) -> str:
    """Return the meaning of the stage, with the day or the reason that an officer signed."""
    question, archived = conversation.question, conversation.archive_notice
    if question is not None and question.notice is not None and question.notice.until is not None:
        return _asked(question.notice.until, today)
    if archived is not None and archived.notice is not None:
        reason = _reason(archived.notice)
        if reason:
            return gettext(
                "Your report cannot be followed up because %(reason)s. You can still add information.",
                reason=reason,
            )
    return translated(WORDS[conversation.stage].reporter)


def _asked(until: date, today: date) -> str:
    if today > until:
        return gettext(
            "The officers have a question. The day for your answer has passed, but you can still answer."
        )
    return gettext(
        "The officers have a question. Please answer it under Chat by %(day)s.", day=day_in_words(until)
    )


def _reason(notice: Notice) -> str:
    """Return the reason in words that fit within a sentence; empty for a code that this version does not know."""
    name = next((choice.name for choice in ARCHIVE_REASONS if choice.code == notice.reason), "")
    if not name or not notice.referred.strip():
        return translated(name)
    return gettext(
        "%(reason)s (referred to %(place)s)", reason=translated(name), place=sanitize_line(notice.referred)
    )
