"""The door of the mailbox: routes below it run with `g.visit` set, all others see the page that asks for the code."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, make_response, redirect, render_template, request, url_for

from crypto.errors import KentonganError
from source_interface.code_hint import NO_HINT, CodeHint, code_hint
from source_interface.errors import SignedOutError, WrongCodeError
from source_interface.forms.base import Problem
from source_interface.forms.code import OpenForm
from source_interface.services import services
from source_interface.session import COOKIE, Visit, cookie_of, token_of
from source_interface.words import sentence

P = ParamSpec("P")


def signed_in(view: Callable[P, Response]) -> Callable[P, Response]:
    """Resume the visit first; without one the view does not run."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        g.visit = Visit.resume(services(), request.cookies.get(COOKIE))
        return view(*args, **kwargs)

    return guarded


def visiting() -> Visit | None:
    """The visit, for pages that differ when there is one."""
    try:
        return Visit.resume(services(), request.cookies.get(COOKIE))
    except SignedOutError:
        return None


def give_cookie(response: Response, visit: Visit) -> Response:
    """The visit begins."""
    return give_token(response, visit.token)


def give_token(response: Response, token: bytes) -> Response:
    """Not `Secure`: an onion address is reached without TLS. The browser forgets it when it closes."""
    response.set_cookie(COOKIE, cookie_of(token), httponly=True, samesite="Strict", path="/")
    return response


def take_cookie(response: Response) -> Response:
    """End of the visit for the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", path="/")
    return response


def ask_to_open(reason: type[KentonganError], text: str = "", *, files_lost: bool = False) -> Response:
    """The page that asks for the code; a message that was being written comes along and waits there."""
    if request.cookies.get(COOKIE) is None and request.method == "GET":
        return make_response(redirect(url_for("open.ask"), 303))
    problems = [Problem("code", sentence(reason))]
    return take_cookie(code_page(OpenForm.holding(text=text), problems, 403, files_lost=files_lost))


def code_page(
    form: OpenForm,
    problems: list[Problem],
    status: int = 200,
    *,
    files_lost: bool = False,
    hint: CodeHint = NO_HINT,
) -> Response:
    """The page that asks for the code, with what was typed."""
    page = render_template(
        "open.html",
        form=form,
        problems=problems,
        hint=hint,
        files_lost=files_lost,
        is_open=visiting() is not None,
    )
    return make_response(page, status)


def wrong_code(typed: str, text: str = "") -> Response:
    """That page again, after a code that opens nothing."""
    problems = [Problem("code", sentence(WrongCodeError))]
    return code_page(OpenForm.holding(code=typed, text=text), problems, hint=code_hint(typed))


def wrong_code_before() -> str | None:
    """What was typed on the page before this one and opened nothing."""
    try:
        return services().wrong_codes.take(token_of(request.cookies.get(COOKIE)))
    except SignedOutError:
        return None
