"""The guard of the mailbox: its routes run with `g.session` set; other visitors see the page for the code.

A form of a mailbox other than the session's leads to that page too: a later user of this browser must not see its text.
A text that a reporter left behind is not shown to the next one who sends its form: a browser can send a form again long
after (Back, "Try again", "Resend"). Until the mailbox was opened, and while its reporter is in it, the sender is the
reporter, whose text must not be lost.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, request

from source_interface.errors import SignedOutError
from source_interface.forms.base import TOKEN_FIELD
from source_interface.services import services
from source_interface.session import COOKIE, MailboxSession, cookie_of
from source_interface.submissions.submission import form_slot
from source_interface.web.csrf import BadNonceError, is_mailbox_token, is_token_of_another
from store.cases.mailboxes import FoundSlot
from store.values import SlotKind

P = ParamSpec("P")


def signed_in(view: Callable[P, Response]) -> Callable[P, Response]:
    """Resume the session first; without one the view does not run."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        g.session = MailboxSession.resume(services().session, cookie_now())
        _require_own_form(g.session)
        return view(*args, **kwargs)

    return guarded


def session_to_end() -> MailboxSession:
    """Return the session whose reporter signs out, without extending it, so that nothing is written."""
    session = g.session = MailboxSession.find(services().session, cookie_now())
    _require_own_form(session)
    return session


def _require_own_form(session: MailboxSession) -> None:
    if request.method == "POST" and is_token_of_another(session.mailbox, request.form.get(TOKEN_FIELD, "")):
        raise SignedOutError


def present_session() -> MailboxSession | None:
    """Return the session, for pages that differ when there is one."""
    cookie = cookie_now()
    if cookie is None:
        return None
    try:
        return MailboxSession.resume(services().session, cookie)
    except SignedOutError:
        return None


def cookie_now() -> str | None:
    """Return the cookie by which this browser's session is found, if it sent one."""
    if "cookie_before" in g:
        before: str = g.cookie_before
        return before
    # Before the mailbox there is no cookie: Werkzeug would take a while to find none.
    return request.cookies.get(COOKIE) if "HTTP_COOKIE" in request.environ else None


def put_cookie_back(token: bytes) -> None:
    """Let the cookie count that this browser had before it sent a code; none if the token is empty."""
    g.cookie_before = cookie_of(token)


def set_cookie(response: Response, token: bytes) -> Response:
    """Set the session's cookie, which the browser forgets when it closes.

    It is not `Secure`, since an onion address is reached without TLS.
    """
    response.set_cookie(COOKIE, cookie_of(token), httponly=True, samesite="Strict", path="/")
    return response


def delete_cookie(response: Response) -> Response:
    """End the session in the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", path="/")
    return response


def was_left(token: str) -> bool:
    """Return whether the mailbox of this token's form was opened or left, and this browser is not in it."""
    case = case_of(token)
    # Before the session is looked for: the answer to a code must not take longer in a mailbox.
    if case is None and not is_mailbox_token(token):
        return False
    session = present_session()
    if session is not None and is_token_of_another(session.mailbox, token):
        return True
    return case is not None and (session is None or session.mailbox.id != case)


def case_of(token: str) -> str | None:
    """Return the case of the mailbox that this token's form was used with, once it was left.

    A report form belongs to the mailbox that it made, and counts as soon as that was opened.
    """
    return services().signed_out.case_of(token) or _spent_case(token)


def posted_form_was_left() -> bool:
    """Return whether `was_left` holds for the posted form."""
    return was_left(request.form.get(TOKEN_FIELD, ""))


def must_hide(token: str) -> bool:
    """Return whether a form of the mailbox was left, when this browser is in none.

    A browser that signed out has no cookie; one that waited too long still has it.
    """
    return request.cookies.get(COOKIE) is None or was_left(token)


def sent_form(nonce: bytes) -> FoundSlot | None:
    """Return the slot of the form with this nonce as this request saw it last; None if the form was never sent."""
    known: dict[bytes, FoundSlot | None] = g.get("sent_forms", {})
    return known[nonce] if nonce in known else _look_up(nonce)


def _look_up(nonce: bytes) -> FoundSlot | None:
    found = form_slot(services().submissions, nonce)
    g.setdefault("sent_forms", {})[nonce] = found
    return found


def _spent_case(token: str) -> str | None:
    """Return the case that the report form of this nonce made, once its mailbox was opened."""
    try:
        nonce = services().forms.nonces.open(token)
    except BadNonceError:
        return None
    found = _look_up(nonce)
    return found.case if found is not None and found.kind is SlotKind.SPENT else None
