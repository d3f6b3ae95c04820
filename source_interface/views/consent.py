"""The reporter's consent: may another office be told who they are? No answer counts as no."""

from typing import Final

from flask import Response, g, make_response, redirect, render_template, url_for

from source_interface.conversation.consents import given_answer, open_for_yes, question_at, question_shown
from source_interface.conversation.messages import read_conversation
from source_interface.errors import MailboxFullError
from source_interface.forms.base import FormProblem
from source_interface.forms.mailbox import ConsentForm
from source_interface.i18n import language
from source_interface.i18n.translate import sentence
from source_interface.services import services
from source_interface.session import MailboxSession
from source_interface.submissions.messages import answer_consent
from source_interface.views.guard import signed_in
from source_interface.views.mailbox import Done
from store.domain.fields import MAX_SEQUENCE

blueprint: Final = language.Pages("consent")
_ADDRESS: Final = f"/mailbox/consent/<int(min=1, max={MAX_SEQUENCE}):place>"


@blueprint.get(_ADDRESS)
@signed_in
def ask(place: int) -> Response:
    """Show the question, and what it means to say yes or no."""
    return _page(place, ConsentForm.blank(), [], 200)


@blueprint.post(_ADDRESS)
@signed_in
def answer(place: int) -> Response:
    """Send yes or no, signed by the mailbox's voice."""
    session: MailboxSession = g.session
    form = ConsentForm.posted()
    if form.is_switching():
        return _page(place, form, [], 200)
    if not form.validate():
        return _page(place, form, form.problems(), 400)
    conversation = read_conversation(services().conversation, session.mailbox)
    today, agreed = services().clock.today(), form.answer.data == "yes"
    asked = question_shown(conversation, place, form.question.data or "")
    if asked is None or (agreed and asked.digest not in open_for_yes(conversation, today)):
        return _to_mailbox(Done.OVER)
    services().limits.messages.count(session.mailbox.id)
    try:
        answer_consent(services().submissions, session.mailbox, asked, agreed=agreed)
    except MailboxFullError as error:
        return _page(place, form, [FormProblem("answer", sentence(type(error)))], 400)
    return _to_mailbox(Done.ANSWERED)


def _to_mailbox(done: Done) -> Response:
    return make_response(redirect(url_for("mailbox.show", done=done, _anchor="latest"), 303))


def _page(place: int, form: ConsentForm, problems: list[FormProblem], status: int) -> Response:
    """Return the question's page; the mailbox, which says so, if nothing is asked there, or no longer."""
    conversation = read_conversation(services().conversation, g.session.mailbox)
    today = services().clock.today()
    question = question_at(conversation, place, today)
    if question is None:
        return _to_mailbox(Done.OVER)
    page = render_template(
        "consent.html",
        form=form,
        problems=problems,
        question=question,
        given=given_answer(conversation, question),
        takes_yes=question.digest in open_for_yes(conversation, today),
    )
    return make_response(page, status)
