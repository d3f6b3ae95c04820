"""The page that asks for the code, in all cases that lead to it."""

from typing import Final

from flask import Response, make_response, redirect, render_template, request, url_for

from crypto.errors import KentonganError
from source_interface.errors import WrongCodenameError
from source_interface.forms.base import FormProblem
from source_interface.forms.mailbox import OpenForm
from source_interface.i18n import language
from source_interface.i18n.translate import sentence
from source_interface.presenters.code_hint import NO_HINT, CodeHint, code_hint
from source_interface.services import services
from source_interface.session import COOKIE
from source_interface.submissions.hidden_text import hide_report, hide_text
from source_interface.views.guard import case_of, delete_cookie, must_hide, present_session
from store.domain.envelope import Report

RETRY_SECONDS: Final = "60"


def code_page(
    form: OpenForm,
    problems: list[FormProblem],
    status: int = 200,
    *,
    files_lost: bool = False,
    sent_before: bool = False,
    hint: CodeHint = NO_HINT,
) -> Response:
    """Return the page with what was typed."""
    page = render_template(
        "open.html",
        form=form,
        problems=problems,
        hint=hint,
        files_lost=files_lost,
        sent_before=sent_before,
        is_open=present_session() is not None,
    )
    return make_response(page, status)


def ask_to_open(
    reason: type[KentonganError], text: str = "", token: str = "", *, files_lost: bool = False
) -> Response:
    """Show the page after a session ended; the draft of a message waits here, hidden if its form's mailbox was left."""
    if request.cookies.get(COOKIE) is None and request.method == "GET":
        return make_response(redirect(url_for("open.ask"), 303))
    problems = [FormProblem("code", sentence(reason))]
    return delete_cookie(
        code_page(_waiting(text, token, hidden=must_hide(token)), problems, 403, files_lost=files_lost)
    )


def ask_after_leaving(form: OpenForm) -> Response:
    """Show a form with a code that came again after its mailbox was left, without code and text."""
    return code_page(_without_code(form), [], 403)


def ask_for_sent(report: Report, token: str) -> Response:
    """Show the page for a report form that came again after its mailbox was opened, from a browser not in it."""
    form = OpenForm.holding(hidden=hide_report(services().forms.key, report, _owner(token)))
    return code_page(form, [], 409, sent_before=True)


def wrong_code(form: OpenForm) -> Response:
    """Show the page again, after a code that opens nothing."""
    problems = [FormProblem("code", sentence(WrongCodenameError))]
    return code_page(form, problems, hint=code_hint(form.code.data or "", language.installed().word_lists))


def _waiting(text: str, token: str, *, hidden: bool) -> OpenForm:
    if not text:
        return OpenForm.blank()
    if not hidden:
        return OpenForm.holding(text=text)
    return OpenForm.holding(hidden=hide_text(services().forms.key, text, _owner(token)))


def _owner(token: str) -> str:
    """Return the owner of the text that came with this token, as `hidden_text` takes it."""
    return case_of(token) or token


def _without_code(form: OpenForm) -> OpenForm:
    if form.hidden.data:
        return OpenForm.holding(hidden=form.hidden.data)
    return _waiting(form.text.data or "", form.nonce_text, hidden=True)
