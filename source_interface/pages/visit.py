"""The door of the mailbox: routes below it run with `g.visit` set, all others see the page that asks for the code."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, make_response, redirect, render_template, request, url_for

from crypto.errors import KentonganError
from source_interface.errors import SignedOutError
from source_interface.forms.base import Problem
from source_interface.forms.code import OpenForm
from source_interface.services import services
from source_interface.session import COOKIE, Visit
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
    """Not `Secure`: an onion address is reached without TLS. The browser forgets it when it closes."""
    response.set_cookie(COOKIE, visit.cookie, httponly=True, samesite="Strict", path="/")
    return response


def take_cookie(response: Response) -> Response:
    """End of the visit for the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", path="/")
    return response


def ask_to_open(reason: type[KentonganError], text: str = "", *, files_lost: bool = False) -> Response:
    """The page that asks for the code; a message that was being written comes along and waits there."""
    if request.cookies.get(COOKIE) is None and request.method == "GET":
        return make_response(redirect(url_for("open.ask"), 303))
    form = OpenForm.holding(text=text)
    problem = Problem("code", sentence(reason))
    response = make_response(
        render_template("open.html", form=form, problems=[problem], files_lost=files_lost, is_open=False), 403
    )
    return take_cookie(response)
