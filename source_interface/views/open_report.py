"""Coming back: the code opens the mailbox."""

from typing import Final

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext

from source_interface.errors import AnotherReportError, WrongCodenameError
from source_interface.forms.base import FormProblem
from source_interface.forms.mailbox import OpenForm
from source_interface.i18n import language
from source_interface.i18n.translate import sentence
from source_interface.services import services
from source_interface.session import MailboxSession, new_token
from source_interface.submissions.hidden_text import revealed
from source_interface.views.code_page import ask_after_leaving, code_page, wrong_code
from source_interface.views.entering import code_meant, outside, signed_in_by, take_over, tried_next
from source_interface.views.guard import posted_form_was_left, set_cookie
from source_interface.views.mailbox import mailbox_page
from source_interface.web.typed_codes import is_too_long
from store.server.request_body import circuit_of

MEND_FIELD: Final = "mend"
blueprint: Final = language.Pages("open")


@blueprint.before_request
def _came_again() -> Response | None:
    if request.method == "POST" and posted_form_was_left():
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
    code, mends = form.code.data or "", MEND_FIELD in request.form
    if not code.strip():
        return code_page(form, [FormProblem("code", gettext("Please type your secret code."))], 400)
    services().limits.codes.count(circuit_of(request.environ))
    if form.text.data or form.hidden.data or is_too_long(code):
        return _try_at_once(form, mends=mends)
    return tried_next(code, form.nonce_text, mends=mends)


def _in_language(form: OpenForm) -> Response:
    if form.is_begun():
        return code_page(form, [], 200)
    return make_response(redirect(url_for("open.ask"), 303))


def _try_at_once(form: OpenForm, *, mends: bool) -> Response:
    """Answer a code that came with a text in one step: the text fits into no address, and is kept nowhere."""
    form.code.data = code_meant(form.code.data or "", mends=mends)
    token = new_token()
    try:
        session = signed_in_by(form, token)
    except WrongCodenameError:
        return outside(wrong_code(form), token)
    try:
        text = _brought(form, session)
    except AnotherReportError as error:
        session.end(services().session)
        return outside(code_page(form, [FormProblem("code", sentence(type(error)))]), token)
    take_over(session, form.nonce_text)
    page = mailbox_page(session, text=text) if text else make_response(redirect(url_for("mailbox.show"), 303))
    return set_cookie(page, token)


def _brought(form: OpenForm, session: MailboxSession) -> str | None:
    """Return the message that waits to be sent; raise `AnotherReportError` if it is of another mailbox."""
    if form.hidden.data:
        return revealed(services().submissions, session.mailbox, form.hidden.data)
    return form.text.data
