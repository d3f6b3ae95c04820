"""The pages for a new code: what it means, the code to type back, and that it holds from now on."""

from typing import Final

from flask import Response, g, make_response, redirect, render_template, url_for

from source_interface.forms.base import FormProblem
from source_interface.forms.mailbox import ButtonForm, NewCodeForm
from source_interface.i18n import language
from source_interface.presenters.code_hint import NO_HINT, code_hint
from source_interface.services import services
from source_interface.session import same_code
from source_interface.submissions import new_code
from source_interface.views.codename import slip
from source_interface.views.guard import signed_in

blueprint: Final = language.Pages("new_code")


@blueprint.get("/mailbox/code")
@signed_in
def ask() -> Response:
    """Show what a new code means."""
    return _ask(ButtonForm.blank(), 200)


@blueprint.post("/mailbox/code")
@signed_in
def offer() -> Response:
    """Show a new code, which is stored nowhere until it is typed back."""
    form = ButtonForm.posted()
    if not form.validate():
        return _ask(form, 400)
    services().limits.messages.count(g.session.mailbox.id)
    marked = new_code.offer(services().submissions, g.session, language.current())
    return _page(NewCodeForm.holding(shown=marked), [], 200)


@blueprint.post("/mailbox/code/repeat")
@signed_in
def repeat() -> Response:
    """Take the new code typed back: it replaces every other, and every other session ends."""
    form = NewCodeForm.posted()
    try:
        code = new_code.offered(services().submissions, g.session, form.shown.data or "")
    except new_code.NotOfferedError:
        again = ButtonForm.posted()
        again.validate()  # says what is wrong: the page may be of an earlier session
        return _ask(again, 400)
    if form.is_switching():
        return _page(form, [], 200)
    if not form.validate():
        return _page(form, form.problems(), 400)
    typed = form.code.data or ""
    if not same_code(code, typed):
        return _page(form, [FormProblem("code", slip(code, typed))], 400)
    services().limits.messages.count(g.session.mailbox.id)
    new_code.take(services().submissions, g.session, code)
    return make_response(redirect(url_for("new_code.taken"), 303))


@blueprint.get("/mailbox/code/taken")
@signed_in
def taken() -> Response:
    """Say that the new code holds."""
    return make_response(render_template("new_code_taken.html"))


def _ask(form: ButtonForm, status: int) -> Response:
    problems = form.problems() if status != 200 else []
    return make_response(render_template("new_code.html", form=form, problems=problems), status)


def _page(form: NewCodeForm, problems: list[FormProblem], status: int) -> Response:
    code = new_code.offered(services().submissions, g.session, form.shown.data or "")
    page = render_template(
        "new_code_shown.html",
        form=form,
        words=code.split(),
        problems=problems,
        hint=code_hint(form.code.data or "", language.installed().word_lists) if problems else NO_HINT,
    )
    return make_response(page, status)
