"""Two requests that a reporter may make at any time: the report's outcome, and help against threats or pressure."""

from typing import Final

from flask import Response, g, make_response, redirect, render_template, request, url_for

from source_interface.conversation.messages import read_conversation
from source_interface.errors import MailboxFullError
from source_interface.forms.base import FormProblem
from source_interface.forms.mailbox import AttentionForm
from source_interface.i18n import language
from source_interface.i18n.translate import sentence
from source_interface.services import services
from source_interface.session import MailboxSession
from source_interface.submissions.messages import AttentionOutcome, request_attention
from source_interface.views.guard import signed_in
from source_interface.views.mailbox import Done
from store.domain.envelope import AttentionKind
from store.domain.errors import TextTooLongError

blueprint: Final = language.Pages("attention")


@blueprint.get("/mailbox/outcome")
@signed_in
def ask_outcome() -> Response:
    """Show the form that asks for the outcome."""
    return _page("outcome", AttentionForm.blank())


@blueprint.post("/mailbox/outcome")
@signed_in
def send_outcome() -> Response:
    """Ask the office for the outcome."""
    return _send("outcome")


@blueprint.get("/mailbox/threat")
@signed_in
def ask_threat() -> Response:
    """Show the form that reports a threat."""
    return _page("threat", AttentionForm.blank())


@blueprint.post("/mailbox/threat")
@signed_in
def send_threat() -> Response:
    """Tell the office about a threat."""
    return _send("threat")


def _send(kind: AttentionKind) -> Response:
    session: MailboxSession = g.session
    form = AttentionForm.posted()
    if form.is_switching():
        return _page(kind, form) if form.text.data else _redirect(kind)
    if not form.validate():
        return _page(kind, form, form.problems(), 400)
    services().limits.messages.count(session.mailbox.id)
    try:
        outcome = request_attention(
            services().submissions, session.mailbox, kind, (form.text.data or "").strip()
        )
    except (TextTooLongError, MailboxFullError) as error:
        return _page(kind, form, [FormProblem("text", sentence(type(error)))], 400)
    if outcome is AttentionOutcome.TAKEN:
        return make_response(redirect(url_for("mailbox.show", _anchor="waiting"), 303))
    # nothing is lost: the typed text stands in the conversation
    return _redirect(kind, Done.AGAIN if outcome is AttentionOutcome.ALREADY else Done.UNMARKED)


def _redirect(kind: AttentionKind, done: Done | None = None) -> Response:
    return make_response(redirect(url_for(f"attention.ask_{kind}", done=done), 303))


def _page(
    kind: AttentionKind,
    form: AttentionForm,
    problems: list[FormProblem] | None = None,
    status: int = 200,
) -> Response:
    """Show the page with the typed text, or after the step that led to it."""
    done = request.args.get("done") if request.method == "GET" else None
    today, texts = services().clock.today(), services().config.texts
    page = render_template(
        f"{kind}.html",
        form=form,
        problems=problems or [],
        again=done == Done.AGAIN,
        unmarked=done == Done.UNMARKED,
        waits=read_conversation(services().conversation, g.session.mailbox).waits(kind),
        answer_by=services().deadlines.feedback_by(today),
        texts=texts,
    )
    return make_response(page, status)
