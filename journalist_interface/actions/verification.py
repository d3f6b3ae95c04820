"""From the report's arrival to its review, and more time for what the office does with it."""

from datetime import date, timedelta
from typing import Final

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from crypto.errors import KentonganError
from journalist_interface.actions.action import (
    Action,
    ActionForm,
    ActionTexts,
    choose,
    day,
    passage,
    remark_field,
    require_text,
    some_of,
)
from journalist_interface.actions.answer_day import AnswerDayForm
from journalist_interface.actions.decision_draft import (
    Answers,
    DecisionDraft,
    EventDraft,
    ReplyDraft,
    Standpoint,
    content_of,
    move,
)
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.attention import attention_kinds
from journalist_interface.verification.decision_basis import ON_CONVERSATION, ON_EVERYTHING, Dependencies
from store.domain.deadlines import MOST_EXTENSION_DAYS
from store.domain.envelope import AttentionKind
from store.domain.event import Check, Content, EventKind
from store.domain.procedure.errors import FormError, QuestionError
from store.domain.reply import Notice
from store.domain.stages import Stage

_TOMORROW: Final = timedelta(days=1)


class UnattendedError(KentonganError):
    """Tick everything that the reporter seeks. If something is not answered yet, answer it first."""


class ReviewForm(ActionForm):
    """The form for confirming the checks before the review."""

    checks = some_of(_("Confirmed"))

    def begin(self, work: Work) -> None:  # noqa: ARG002 - the choices are the same in every case
        """Offer the two checks."""
        clarity = (Check.CLARITY.value, gettext("Clarity: it is clear what is meant"))
        completeness = (
            Check.COMPLETENESS.value,
            gettext("Completeness: what, who, when and how are there"),
        )
        choose(self.checks, (clarity, completeness))


class QuestionForm(AnswerDayForm):
    """The form for a question to the reporter, with the day of the answer."""

    text = passage(
        _("Question to the reporter"),
        _("It appears in the conversation. Ask for one thing at a time, in plain words."),
        _("Write the question to the reporter."),
    )
    until = day(
        _("Answer awaited by"),
        _("The reporter sees this day. After it the report may be archived."),
        _("Choose the day by which the answer should come."),
    )


class AttendForm(ActionForm):
    """The form for resolving what the reporter asked; all of it is settled at once, so each must be ticked."""

    answered = some_of(
        _("What was answered"),
        _(
            "All that stands here is cleared at once, and its deadline too. Tick each. "
            "What is not answered yet, answer first."
        ),
    )
    remark = remark_field()

    def begin(self, work: Work) -> None:
        """Offer what the reporter seeks."""
        names: dict[AttentionKind, str] = {
            "threat": gettext("Threat answered"),
            "outcome": gettext("Outcome request answered"),
        }
        choose(self.answered, [(kind, names[kind]) for kind in attention_kinds(work.file)])


class ExtendForm(ActionForm):
    """The form for more time: until which day, and why."""

    until = day(
        _("New deadline"),
        _("The case counts as overdue only after this day."),
        _("Choose the new deadline."),
    )
    reason = passage(_("Reason"), _("It is recorded in the history."), _("Write the reason."), rows=5)
    first: date | None = None
    last: date | None = None

    def begin(self, work: Work) -> None:
        """Note the days that may be chosen."""
        self.first, self.last = _extension_days(work.standpoint)

    def validate_until(self, field: Field) -> None:
        """Raise `ValidationError` for a day outside those that may be chosen."""
        if self.first is not None and field.data < self.first:
            raise ValidationError(gettext("Choose a later day than the deadline is now."))
        if self.last is not None and field.data > self.last:
            raise ValidationError(gettext("Choose a day within %(days)s days.", days=MOST_EXTENSION_DAYS))


def acknowledge(point: Standpoint, _answers: Answers) -> DecisionDraft:
    """Move from received to verification; acknowledging a case without a handler also takes it."""
    return DecisionDraft(acknowledgement(point))


def acknowledgement(point: Standpoint) -> tuple[EventDraft, ...]:
    """Return the events of an acknowledgement, for a decision that goes on from there."""
    step = move(Stage.VERIFICATION)
    return (step,) if point.state.handler else (step, EventDraft(EventKind.TAKE, person=point.me))


def review(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Move from verification to review, with the checks that were confirmed."""
    checks = tuple(check for check in Check if check in answers.checks)
    return DecisionDraft((EventDraft(EventKind.MOVE, target=Stage.REVIEW, checks=checks),))


def question(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Move from verification to clarification, with the question in the conversation and the day of the answer."""
    if not answers.text.strip():
        raise QuestionError
    last = answers.until
    step = EventDraft(EventKind.MOVE, target=Stage.CLARIFICATION, until=last, entry=point.next_entry)
    return DecisionDraft((step,), ReplyDraft(answers.text, answers.files, Notice("question", until=last)))


def back_to_verification(_point: Standpoint, _answers: Answers) -> DecisionDraft:
    """Move from clarification to verification: the officer has what was needed."""
    return DecisionDraft((move(Stage.VERIFICATION),))


def resolve_request(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Record that the office saw to what the reporter asked: the case forgets all of it at once."""
    if point.state.attention_request is None:
        raise FormError
    remark = content_of(answers.remark)
    return DecisionDraft(
        (EventDraft(EventKind.RESOLVE_REQUEST, remark, about=point.state.attention_request),)
    )


def _extension_days(point: Standpoint) -> tuple[date, date]:
    """Return the first and the last day to choose; the first is after the deadline, and may be after the last."""
    first = max(point.day, point.deadline or point.day) + _TOMORROW
    return first, point.day + timedelta(days=MOST_EXTENSION_DAYS)


def _has_no_later_day(point: Standpoint) -> bool:
    first, last = _extension_days(point)
    return first > last


def extend(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Give the office until another day for what it does now, with the reason."""
    reason = Content(text=require_text(answers.reason))
    return DecisionDraft((EventDraft(EventKind.EXTEND, reason, until=answers.until),))


def _require_all_answered(work: Work, answers: Answers) -> None:
    """Raise `UnattendedError` unless everything that the reporter asked was answered."""
    if not set(attention_kinds(work.file)) <= set(answers.answered):
        raise UnattendedError


_TO_REPORTER: Final = _("The reporter receives them.")

ACTIONS: Final = (
    Action(
        "acknowledge",
        ActionTexts(
            _("Acknowledge the report"),
            _(
                "The case goes to verification, and you handle it. The reporter sees that an officer examines it."
            ),
            _("The report is acknowledged. Now verify whether it is clear and complete."),
            onward=_("Acknowledge, and open the next unread"),
        ),
        acknowledge,
        stages=(Stage.RECEIVED,),
        inline=True,
    ),
    Action(
        "review",
        ActionTexts(
            _("Continue to review"),
            _("Both must be confirmed. The reporter sees that the report is complete and is being reviewed."),
            _("The case is in review. Now write the review sheet."),
        ),
        review,
        ReviewForm,
        stages=(Stage.VERIFICATION,),
        inline=True,
        depends=ON_EVERYTHING,
    ),
    Action(
        "question",
        ActionTexts(
            _("Ask the reporter a question"),
            _("The case is waiting for the answer. It goes back to verification when the reporter answers."),
            _("The question was sent. The case is waiting for the answer."),
            files=_TO_REPORTER,
            link=_("Not clear? Ask the reporter"),
        ),
        question,
        QuestionForm,
        stages=(Stage.VERIFICATION,),
        templates="question",
        depends=ON_CONVERSATION,
    ),
    Action(
        "verify",
        ActionTexts(
            _("Back to verification"),
            _("You have what you need, and go on verifying."),
            _("The case is in verification again."),
        ),
        back_to_verification,
        stages=(Stage.CLARIFICATION,),
        inline=True,
    ),
    Action(
        "attend",
        ActionTexts(
            _("Mark all requests as attended to"),
            _("This clears everything that is listed below. The case is no longer at the top because of it."),
            _("Recorded: the reporter's requests have been attended to."),
        ),
        resolve_request,
        AttendForm,
        require=_require_all_answered,
        depends=ON_EVERYTHING,
    ),
    Action(
        "extend",
        ActionTexts(
            _("Extend the deadline"),
            _("The office takes more time for this step. Those who read the case read the reason."),
            _("The deadline is extended."),
        ),
        extend,
        ExtendForm,
        idle=_has_no_later_day,
        depends=Dependencies(frozenset({EventKind.EXTEND, EventKind.MOVE}), conversation=False),
    ),
)
