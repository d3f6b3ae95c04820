"""Coming back: the code opens the mailbox."""

from typing import Final

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from source_interface import language
from source_interface.errors import WrongCodeError
from source_interface.forms.base import Problem
from source_interface.forms.code import OpenForm
from source_interface.pages.mailbox import mailbox_page
from source_interface.pages.visit import give_cookie, visiting
from source_interface.services import services
from source_interface.sign_in import sign_in
from source_interface.words import sentence
from store.contract.serving.door import circuit_of

blueprint: Final = language.blueprint("open")


@blueprint.get("/open")
def ask() -> Response:
    return _page(OpenForm.blank(), [], 200)


@blueprint.post("/open")
def open_mailbox() -> Response:
    form = OpenForm.posted()
    if form.is_switching():
        return _page(form, [], 200)
    if not form.validate():
        return _page(form, form.problems(), 400)
    code = form.code.data or ""
    if not code.strip():
        return _page(form, [Problem("code", gettext("Please type your secret code."))], 400)
    try:
        visit = sign_in(services(), code, circuit_of(request.environ))
    except WrongCodeError:
        return _page(form, [Problem("code", sentence(WrongCodeError))], 400)
    earlier = visiting()
    if earlier is not None:
        earlier.end(services())
    if not form.text.data:
        return give_cookie(make_response(redirect(url_for("mailbox.show"), 303)), visit)
    g.visit = visit
    return give_cookie(mailbox_page(visit, text=form.text.data), visit)


def _page(form: OpenForm, problems: list[Problem], status: int) -> Response:
    return make_response(
        render_template(
            "open.html", form=form, problems=problems, files_lost=False, is_open=visiting() is not None
        ),
        status,
    )
