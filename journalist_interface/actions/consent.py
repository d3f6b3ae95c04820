"""Asking the reporter, in the conversation, whether another office may be told who they are."""

from typing import Final

from journalist_interface.actions.action import Action, ActionTexts, day, line, passage
from journalist_interface.actions.answer_day import AnswerDayForm
from journalist_interface.actions.decision_draft import Answers, DecisionDraft, ReplyDraft, Standpoint
from journalist_interface.actions.identity import AnonymousReportError
from journalist_interface.forms.officer_forms import lazy_gettext as _
from store.domain.event import CaseRole
from store.domain.procedure.errors import FormError, NotYoursError, QuestionError
from store.domain.reply import Notice


class AskConsentForm(AnswerDayForm):
    """The form for the question: which office, why, and until which day."""

    office = line(
        _("Office that would learn it"),
        _("The reporter reads this name, and agrees to this office alone: LPSK, KPK …"),
        _("Name the office."),
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
                "the reporter's mailbox. After a no, ask again on a later day: what is asked on the day of the no "
                "counts as refused too."
            ),
            _("The reporter was asked. The answer will stand in the conversation."),
        ),
        ask_consent,
        AskConsentForm,
        idle=lambda point: not point.identified,
    ),
)
