"""The page with the codename, until the mailbox was opened once: then it never appears again."""

from datetime import date
from typing import Final

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from source_interface.errors import ForeignFormError
from source_interface.forms.base import TOKEN_FIELD, FormProblem
from source_interface.forms.mailbox import OpenForm, RepeatForm
from source_interface.i18n import language
from source_interface.i18n.translate import sentence
from source_interface.presenters.code_hint import NO_HINT, code_hint
from source_interface.services import services
from source_interface.session import first_difference, same_code
from source_interface.submissions.submission import Received, unopened_case
from source_interface.views.code_page import code_page
from source_interface.views.entering import tried_next
from source_interface.views.guard import present_session
from source_interface.views.mailbox import Done
from store.cases.reporter_view import case_head
from store.domain.stages import Stage
from store.server.request_body import circuit_of

blueprint: Final = language.Pages("codename", shaped=False)


def show_code(token: str, received: Received) -> Response:
    """Answer a report with the code, to be written down and typed back."""
    form = RepeatForm.holding(**{TOKEN_FIELD: token, "shown": received.codename})
    return _page(form, [], 200, received)


@blueprint.post("/report/code")
def repeat() -> Response:
    """Take the code typed back from the reporter's note: only a right note leads on to the mailbox."""
    form = RepeatForm.posted()
    if not form.came_from_here():
        return _ask_elsewhere(form)
    nonce = services().forms.nonces.open(form.nonce_text)
    if unopened_case(services().submissions, nonce) is None:  # opened before, or days ago
        return make_response(
            redirect(url_for("open.ask" if present_session() is None else "mailbox.show"), 303)
        )
    if form.is_switching():
        return _page(form, [], 200)
    shown, typed = form.shown.data or "", form.code.data or ""
    if not same_code(shown, typed):
        return _page(form, [FormProblem("code", slip(shown, typed))], 400)
    services().limits.codes.count(circuit_of(request.environ))
    return tried_next(shown, form.nonce_text, done=Done.CODE)


def slip(shown: str, typed: str) -> str:
    """Say at which word the typed text differs from the code on the page."""
    if not typed.strip():
        return gettext("Please type the code that is shown, to be sure that your note is right.")
    return gettext(
        "What you typed differs at word %(number)s. Please compare your note with the code shown here.",
        number=first_difference(shown, typed),
    )


def _ask_elsewhere(form: RepeatForm) -> Response:
    """Refuse a form that is not ours: the code is not shown, but the typed text stays."""
    asked = OpenForm.holding(code=form.code.data or "", text="")
    return code_page(asked, [FormProblem("code", sentence(ForeignFormError))], 400)


def _page(
    form: RepeatForm, problems: list[FormProblem], status: int, received: Received | None = None
) -> Response:
    page = render_template(
        "codename.html",
        form=form,
        words=(form.shown.data or "").split(),
        problems=problems,
        hint=code_hint(form.code.data or "", language.installed().word_lists) if problems else NO_HINT,
        received=received,
        back_on=_return_day(form, received),
    )
    return make_response(page, status)


def _return_day(form: RepeatForm, received: Received | None) -> date | None:
    """Return the day of the first visit; None if the mailbox was opened meanwhile."""
    today = services().clock.today()
    if received is not None and not received.again:
        return services().deadlines.return_day(today, Stage.RECEIVED, received.due)
    case = unopened_case(services().submissions, services().forms.nonces.open(form.nonce_text))
    if case is None:
        return None
    head = case_head(services().database, case)
    return services().deadlines.return_day(today, Stage(head.stage), head.due)
