"""The door of the mailbox: routes below it run with `g.visit` set, all others see the page that asks for the code."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, request

from source_interface.errors import SignedOutError
from source_interface.forms.base import TOKEN_FIELD
from source_interface.mailbox.session import COOKIE, Visit, cookie_of, token_of
from source_interface.services import services

P = ParamSpec("P")


def signed_in(view: Callable[P, Response]) -> Callable[P, Response]:
    """Resume the visit first; without one the view does not run."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        g.visit = Visit.resume(services(), request.cookies.get(COOKIE))
        if _is_of_another_mailbox(g.visit):
            raise SignedOutError
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


def wrong_code_before() -> str | None:
    """What was typed on the page before this one and opened nothing."""
    try:
        return services().wrong_codes.take(token_of(request.cookies.get(COOKIE)))
    except SignedOutError:
        return None


def _is_of_another_mailbox(visit: Visit) -> bool:
    """Whether the posted form is of a mailbox that was left: whoever is in another one must not be shown its text."""
    token = request.form.get(TOKEN_FIELD, "") if request.method == "POST" else ""
    return services().signed_out.case_of(token) not in {None, visit.mailbox.case}
