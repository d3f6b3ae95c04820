"""Asking the reporter, in the conversation, whether another office may be told who they are."""

from datetime import date, timedelta
from typing import Final

from flask_babel import gettext
from wtforms import Field, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from journalist_interface.actions.action import (
    MOST_SHORT,
    Action,
    ActionTexts,
    ToReporterForm,
    day,
    passage,
)
from journalist_interface.actions.decision_draft import Answers, DecisionDraft, ReplyDraft, Standpoint
from journalist_interface.actions.identity import AnonymousReportError
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from store.domain.deadlines import MOST_ANSWER_DAYS
from store.domain.event import CaseRole
from store.domain.procedure.errors import FormError, NotYoursError, QuestionError
from store.domain.reply import Notice


class AskConsentForm(ToReporterForm):
    """The form for the question: which office, why, and until which day."""

    office = StringField(
        _("Office that would learn it"),
        [DataRequired(_("Name the office.")), Length(max=MOST_SHORT, message=_("This line is too long."))],
        description=_("The reporter reads this name, and agrees to this office alone: LPSK, KPK …"),
    )
    text = passage(
        _("Why the office needs to know it"),
        _("The reporter reads it in the conversation, and answers yes or no. No answer counts as no."),
        _("Write why."),
        rows=6,
    )
    until = day(
        _("Answer awaited by"),
        _("After this day no answer counts, and it remains no."),
        _("Choose the day by which the answer should come."),
    )
    first: date | None = None
    last: date | None = None

    def begin(self, work: Work) -> None:
        """Fill in the day by which an answer is due, and note the days that may be chosen."""
        super().begin(work)
        self.first, self.last = work.today + timedelta(days=1), work.today + timedelta(days=MOST_ANSWER_DAYS)
        if self.until.data is None and not self.until.raw_data:
            self.until.data = work.services.deadlines.answer_by(work.today)

    def validate_until(self, field: Field) -> None:
        """Raise `ValidationError` for a day outside those that may be chosen."""
        if self.first is not None and field.data < self.first:
            raise ValidationError(gettext("Choose a day after today."))
        if self.last is not None and field.data > self.last:
            raise ValidationError(gettext("Choose a day within a year."))


def ask_consent(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Ask in a reply; the answer is a message that the mailbox's voice signs."""
    if point.part is not CaseRole.OFFICER or not point.state.is_open_to(point.me):
        raise NotYoursError
    if not point.identified:
        raise AnonymousReportError
    office = answers.office.strip()
    if not answers.text.strip():
        raise QuestionError
    if not office or answers.until is None or answers.until <= point.day:
        raise FormError
    return DecisionDraft(
        reply=ReplyDraft(answers.text, notice=Notice("consent", answers.until, referred=office))
    )


ACTIONS: Final = (
    Action(
        "ask-consent",
        ActionTexts(
            _("Ask the reporter's consent"),
            _(
                "Before another office is told who the reporter is, the reporter is asked. The answer is signed by "
                "the reporter's mailbox."
            ),
            _("The reporter was asked. The answer will stand in the conversation."),
        ),
        ask_consent,
        AskConsentForm,
        idle=lambda point: not point.identified,
    ),
)
