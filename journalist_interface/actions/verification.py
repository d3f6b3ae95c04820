"""An officer's first acts: from the report's arrival to its review."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from crypto.errors import KentonganError
from journalist_interface.actions.action import Action, ActionTexts, Standpoint, move
from journalist_interface.actions.deciding import DecisionDraft, EventDraft, decide
from journalist_interface.actions.form import ActionForm, choose, day, passage, remark_field, some_of
from journalist_interface.actions.replies import Draft, Files
from journalist_interface.actions.texts import require_code
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.reply_templates import TemplateFile, require_filled
from journalist_interface.verification.case_file import sought_kinds
from journalist_interface.verification.seen import ON_CONVERSATION, ON_EVERYTHING
from store.domain.categories import CATEGORY_CODES
from store.domain.deadlines import MOST_ANSWER_DAYS
from store.domain.envelope import SeekKind
from store.domain.event import CaseRole, Check, Classification, Content, EventKind
from store.domain.procedure.errors import FormError, QuestionError
from store.domain.reply import Notice
from store.domain.stages import Stage


class UnattendedError(KentonganError):
    """Tick everything that the reporter seeks. If something is not answered yet, answer it first."""


def take(work: Work) -> int:
    """Make this officer the handler of the case."""
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.TAKE, person=work.me),)))


def hand_to(work: Work, person: str, reason: str = "") -> int:
    """Make another officer the handler; raises kinds of error in `audience` if that cannot be."""
    colleague = work.guest(person, CaseRole.OFFICER)
    content = Content(text=reason) if reason.strip() else None
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.TAKE, content, person=colleague.id),)))


def acknowledge(work: Work) -> int:
    """Move from received to verification; acknowledging a case without a handler also takes it."""
    return decide(work, lambda: DecisionDraft(acknowledgement(work)))


def acknowledgement(work: Work) -> tuple[EventDraft, ...]:
    """Return the events of an acknowledgement, for a decision that goes on from there."""
    move = EventDraft(EventKind.MOVE, target=Stage.VERIFICATION)
    return (move,) if work.state.handler else (move, EventDraft(EventKind.TAKE, person=work.me))


def ask_question(work: Work, text: str, attachments: Files = (), until: date | None = None) -> int:
    """Move from verification to clarification, with the question in the conversation.

    The answer is due by the deadline, or by `until`.
    """
    if not text.strip():
        raise QuestionError
    last = until or work.services.deadlines.answer_by(work.today)

    def plan() -> DecisionDraft:
        move = EventDraft(EventKind.MOVE, target=Stage.CLARIFICATION, until=last, entry=work.file.last + 1)
        return DecisionDraft((move,), Draft(text, attachments, Notice("question", until=last)))

    return decide(work, plan)


def back_to_verification(work: Work) -> int:
    """Move from clarification to verification: the officer has what was needed."""
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.MOVE, target=Stage.VERIFICATION),)))


def to_review(work: Work, checks: Iterable[Check]) -> int:
    """Move from verification to review; raises `ChecklistError` unless both checks are confirmed."""
    confirmed = tuple(check for check in Check if check in set(checks))
    return decide(
        work, lambda: DecisionDraft((EventDraft(EventKind.MOVE, target=Stage.REVIEW, checks=confirmed),))
    )


def classify(work: Work, *, category: str | None = None, threat: bool | None = None, reason: str = "") -> int:
    """Record an officer's view of the report: its category, or whether the reporter is under threat."""
    if category is not None:
        require_code(category, CATEGORY_CODES)
    if category is None and threat is None:
        raise FormError
    content = Content(text=reason, classification=Classification(category=category, threat=threat))
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.CLASSIFY, content),)))


def attend(work: Work, answered: Collection[str], remark: str = "") -> int:
    """Record that what the reporter sought was seen to; raises `FormError` if nothing is sought.

    The case forgets all that is sought at once, so `UnattendedError` is raised unless `answered` names each of
    `sought_kinds`.
    """
    content, sought = Content(text=remark) if remark.strip() else None, work.state.sought
    if sought is None:
        raise FormError
    if not set(sought_kinds(work.file)) <= set(answered):
        raise UnattendedError
    # What is sought meanwhile was not seen to: the procedure then refuses an act about what was sought before.
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.ATTEND, content, about=sought),)))


_TOMORROW: Final = timedelta(days=1)


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


class QuestionForm(ActionForm):
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
    templates: TemplateFile
    first: date | None = None
    last: date | None = None

    def begin(self, work: Work) -> None:
        """Fill in the day by which an answer is due, and note the days that may be chosen."""
        self.templates = work.services.templates
        self.first, self.last = work.today + _TOMORROW, work.today + timedelta(days=MOST_ANSWER_DAYS)
        if self.until.data is None and not self.until.raw_data:
            self.until.data = work.services.deadlines.answer_by(work.today)

    def validate_text(self, field: Field) -> None:
        """Refuse a text with placeholders left to fill in."""
        require_filled(field.data, self.templates)

    def validate_until(self, field: Field) -> None:
        """Raise `ValidationError` for a day outside those that may be chosen."""
        if self.first is not None and field.data < self.first:
            raise ValidationError(gettext("Choose a day after today."))
        if self.last is not None and field.data > self.last:
            raise ValidationError(gettext("Choose a day within a year."))


class AttendForm(ActionForm):
    """The form for attending to what is sought; all of it is settled at once, so each must be ticked."""

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
        names: dict[SeekKind, str] = {
            "threat": gettext("Threat answered"),
            "outcome": gettext("Outcome request answered"),
        }
        choose(self.answered, [(kind, names[kind]) for kind in sought_kinds(work.file)])


def _review(work: Work, form: ReviewForm, _files: Files) -> int:
    return to_review(work, [Check(one) for one in form.checks.data or () if one in set(Check)])


def _question(work: Work, form: QuestionForm, files: Files) -> int:
    return ask_question(work, form.text.data or "", files, form.until.data)


def _asking(point: Standpoint) -> tuple[EventDraft, ...]:
    if not point.at(Stage.VERIFICATION):
        return ()
    return (EventDraft(EventKind.MOVE, target=Stage.CLARIFICATION, until=point.day + _TOMORROW, entry=1),)


def _attending(point: Standpoint) -> tuple[EventDraft, ...]:
    return () if point.state.sought is None else (EventDraft(EventKind.ATTEND, about=point.state.sought),)


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
        ),
        move(Stage.RECEIVED, target=Stage.VERIFICATION),
        lambda work, _form, _files: acknowledge(work),
        inline=True,
    ),
    Action(
        "review",
        ActionTexts(
            _("Continue to review"),
            _("Both must be confirmed. The reporter sees that the report is complete and is being reviewed."),
            _("The case is in review. Now write the review sheet."),
        ),
        move(Stage.VERIFICATION, target=Stage.REVIEW, checks=tuple(Check)),
        _review,
        ReviewForm,
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
        _asking,
        _question,
        QuestionForm,
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
        move(Stage.CLARIFICATION, target=Stage.VERIFICATION),
        lambda work, _form, _files: back_to_verification(work),
        inline=True,
    ),
    Action(
        "attend",
        ActionTexts(
            _("Mark all requests as attended to"),
            _("This clears everything that is listed below. The case is no longer at the top because of it."),
            _("Recorded: the reporter's requests have been attended to."),
        ),
        _attending,
        lambda work, form, _files: attend(work, form.answered.data or (), form.remark.data or ""),
        AttendForm,
        depends=ON_EVERYTHING,
    ),
)
