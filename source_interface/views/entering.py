"""The way in by a code: the form's answer says nothing, and the page to which it leads tries the code.

1. A form brings a code. It is kept as it came (`web.typed_codes`), and the answer leads to `enter`. It is the same for
   every code and takes the same time, since nothing has looked at the code. So it need not wait for its moment.
2. The browser comes back with the token of its cookie, and waits in the line of the codes (`fair_queue`).
3. `enter` derives the root, opens the mailbox, and shows it; or shows the page for the code again. Both have one size
   and leave at one moment (`response_timing`), and both set the cookie.

Reload and *Back* find the mailbox by its session: no form is sent again.
"""

from typing import Final

from flask import Response, g, make_response, redirect, request, url_for

from source_interface.errors import BusyError, SignedOutError, WrongCodenameError
from source_interface.forms.base import FormProblem
from source_interface.forms.mailbox import OpenForm
from source_interface.i18n import language
from source_interface.i18n.translate import sentence
from source_interface.presenters.code_hint import code_hint
from source_interface.services import services
from source_interface.session import MailboxSession, new_token, sign_in, token_of
from source_interface.views.code_page import RETRY_SECONDS, code_page, wrong_code
from source_interface.views.guard import cookie_now, present_session, put_cookie_back, set_cookie
from source_interface.views.mailbox import Done, mailbox_page, show
from source_interface.web import response_timing
from source_interface.web.typed_codes import TypedCode
from store.server.request_body import is_turned_away, streams

blueprint: Final = language.Pages("entering")
ENTRY: Final = "entering.enter"


def tried_next(code: str, form: str, *, mends: bool = False, done: Done | None = None) -> Response:
    """Return the answer to a form with a code: it leads to the page that tries it, with the token of a new session."""
    token = new_token()
    services().typed_codes.keep(token, TypedCode.of(code, form, _token_before(), mends=mends))
    response_timing.leave_at_once()
    return set_cookie(make_response(redirect(url_for(ENTRY, done=done), 303)), token)


@blueprint.get("/mailbox/open")
def enter() -> Response:
    """Try the code that waits: show its mailbox, or the page for the code again. Without one, show the mailbox."""
    token = _token_before()
    typed = services().typed_codes.take(token)
    if typed is None:
        return show()
    form = OpenForm.holding(code=code_meant(typed.code, mends=typed.mends))
    try:
        session = signed_in_by(form, token)
    except WrongCodenameError:
        put_cookie_back(typed.earlier)
        return outside(wrong_code(form), token)
    except BusyError as error:
        put_cookie_back(typed.earlier)
        page = code_page(form, [FormProblem("code", sentence(type(error)))], 503)
        page.headers["Retry-After"] = RETRY_SECONDS
        return outside(page, token)
    except Exception:
        services().typed_codes.keep(token, typed)  # a fault of ours: a reload tries it again
        raise
    put_cookie_back(typed.earlier)
    take_over(session, typed.form)
    return set_cookie(mailbox_page(session), token)


def signed_in_by(form: OpenForm, token: bytes) -> MailboxSession:
    """Open the mailbox of the form's code as `sign_in` does; the answer leaves at a step that grows with the load."""
    response_timing.leave_at_step(services().steps)
    if is_turned_away(request.environ):
        raise BusyError
    return sign_in(services().session, form.code.data or "", token, streamed=streams(request.environ))


def take_over(now: MailboxSession, form: str) -> None:
    """Let this browser be in the new session alone, which the form of this token began."""
    earlier = present_session()
    if earlier is not None:
        earlier.end(services().session)
        if earlier.mailbox.id != now.mailbox.id:
            services().signed_out.ended(earlier.form_token, earlier.mailbox.id)
    services().signed_out.began(form, now.mailbox.id)
    g.session = now


def code_meant(typed: str, *, mends: bool) -> str:
    """Return the code to try: as it was typed, or mended of a slip."""
    mended = code_hint(typed, language.installed().word_lists).corrected if mends else ""
    return mended or typed


def outside(page: Response, token: bytes) -> Response:
    """Give back the cookie of the session that was open before; without one, a cookie that opens nothing."""
    earlier = present_session()
    return set_cookie(page, token if earlier is None else earlier.token)


def _token_before() -> bytes:
    """Return the token in this browser's cookie, of a session or not: to find out would take time that tells."""
    try:
        return token_of(cookie_now())
    except SignedOutError:
        return b""
