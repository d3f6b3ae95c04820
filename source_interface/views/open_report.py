"""Coming back: the code opens the mailbox."""

from typing import Final

from flask import Response, g, make_response, redirect, request, url_for
from flask_babel import gettext

from source_interface.errors import AnotherReportError, WrongCodenameError
from source_interface.forms.base import FormProblem
from source_interface.forms.mailbox import OpenForm
from source_interface.i18n import language
from source_interface.i18n.translate import sentence
from source_interface.presenters.code_hint import code_hint
from source_interface.services import services
from source_interface.session import WRONG_CODE_CHARACTERS, MailboxSession, new_token, sign_in
from source_interface.submissions.hidden_text import revealed
from source_interface.views.code_page import ask_after_leaving, code_page, wrong_code
from source_interface.views.guard import give_cookie, present_session, this_was_left
from source_interface.views.mailbox import mailbox_page
from store.server.request_body import circuit_of, streams

MEND_FIELD: Final = "mend"
blueprint: Final = language.Pages("open")


@blueprint.before_request
def _came_again() -> Response | None:
    if request.method == "POST" and this_was_left():
        return ask_after_leaving(OpenForm.posted())
    return None


@blueprint.get("/open")
def ask() -> Response:
    """Show the page that asks for the code."""
    return code_page(OpenForm.blank(), [], 200)


@blueprint.post("/open")
def open_mailbox() -> Response:
    """Open the mailbox with a code, and show the draft that an ended session left; a wrong code loses neither."""
    form = OpenForm.posted()
    if form.is_switching():
        return _in_language(form)
    if not form.validate():
        return code_page(form, form.problems(), 400)
    if MEND_FIELD in request.form:
        form.code.data = (
            code_hint(form.code.data or "", language.installed().word_lists).corrected or form.code.data
        )
    if not (form.code.data or "").strip():
        return code_page(form, [FormProblem("code", gettext("Please type your secret code."))], 400)
    return _try(form)


def _in_language(form: OpenForm) -> Response:
    if form.is_begun():
        return code_page(form, [], 200)
    return make_response(redirect(url_for("open.ask"), 303))


def _try(form: OpenForm) -> Response:
    try:
        session = sign_in(
            services().session,
            form.code.data or "",
            circuit_of(request.environ),
            streamed=streams(request.environ),
        )
    except WrongCodenameError:
        return _wrong(form)
    try:
        text = _brought(form, session)
    except AnotherReportError as error:
        session.end(services().session)
        return give_cookie(code_page(form, [FormProblem("code", sentence(type(error)))]), _token_of_now())
    earlier = present_session()
    if earlier is not None:
        _end(earlier, session)
    services().signed_out.began(form.nonce_text, session.mailbox.id)
    if not text:
        return give_cookie(_to_mailbox(), session.token)
    g.session = session
    return give_cookie(mailbox_page(session, text=text), session.token)


def _brought(form: OpenForm, session: MailboxSession) -> str | None:
    """Return the message that waits to be sent; raise `AnotherReportError` if it is of another mailbox."""
    if form.hidden.data:
        return revealed(services().submissions, session.mailbox, form.hidden.data)
    return form.text.data


def _end(earlier: MailboxSession, now: MailboxSession) -> None:
    earlier.end(services().session)
    if earlier.mailbox.id != now.mailbox.id:
        services().signed_out.ended(earlier.form_token, earlier.mailbox.id)


def _wrong(form: OpenForm) -> Response:
    """Answer as to a right code: with a cookie, and the page after a redirect. An open session stays open."""
    code = form.code.data or ""
    if form.text.data or form.hidden.data or len(code) > WRONG_CODE_CHARACTERS:
        return give_cookie(wrong_code(form), _token_of_now())
    token = _token_of_now()
    services().wrong_codes.keep(token, code)
    return give_cookie(_to_mailbox(), token)


def _token_of_now() -> bytes:
    """Return the token of the session open in this browser, or a new one of none."""
    earlier = present_session()
    return new_token() if earlier is None else earlier.token


def _to_mailbox() -> Response:
    return make_response(redirect(url_for("mailbox.show"), 303))
