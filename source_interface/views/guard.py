"""The door of the mailbox: routes behind it run with `g.visit` set; other visitors see the page that asks for the code.

A form of another mailbox than the visit's leads there too: a later user of this browser must not see its text.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, request

from source_interface.errors import SignedOutError
from source_interface.forms.base import TOKEN_FIELD
from source_interface.services import services
from source_interface.session.form_tokens import is_of_another
from source_interface.session.reporter_session import COOKIE, MailboxSession, cookie_of, token_of

P = ParamSpec("P")


def signed_in(view: Callable[P, Response]) -> Callable[P, Response]:
    """Resume the visit first; without one the view does not run."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        g.visit = MailboxSession.resume(services().session, request.cookies.get(COOKIE))
        _require_own_form(g.visit)
        return view(*args, **kwargs)

    return guarded


def visit_to_end() -> MailboxSession:
    """Return the visit whose reporter signs out, without extending it, so that nothing is written."""
    visit = g.visit = MailboxSession.find(services().session, request.cookies.get(COOKIE))
    _require_own_form(visit)
    return visit


def _require_own_form(visit: MailboxSession) -> None:
    if request.method == "POST" and is_of_another(visit.mailbox, request.form.get(TOKEN_FIELD, "")):
        raise SignedOutError


def visiting() -> MailboxSession | None:
    """Return the visit, for pages that differ when there is one."""
    try:
        return MailboxSession.resume(services().session, request.cookies.get(COOKIE))
    except SignedOutError:
        return None


def give_cookie(response: Response, visit: MailboxSession) -> Response:
    """Begin the visit in the browser."""
    return give_token(response, visit.token)


def give_token(response: Response, token: bytes) -> Response:
    """Set the cookie, which the browser forgets when it closes.

    It is not `Secure`, since an onion address is reached without TLS.
    """
    response.set_cookie(COOKIE, cookie_of(token), httponly=True, samesite="Strict", path="/")
    return response


def take_cookie(response: Response) -> Response:
    """End the visit in the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", path="/")
    return response


def wrong_code_before() -> str | None:
    """Return the text typed on the previous page that opened nothing."""
    try:
        return services().wrong_codes.take(token_of(request.cookies.get(COOKIE)))
    except SignedOutError:
        return None
