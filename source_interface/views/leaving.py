"""Signing out: the browser forgets in any case, and the page says what became of the session on the server."""

from typing import Final

from flask import Response, make_response, redirect, render_template, url_for

from source_interface.forms.mailbox import ButtonForm
from source_interface.i18n import language
from source_interface.services import services
from source_interface.session import MailboxSession
from source_interface.views.guard import delete_cookie, session_to_end
from source_interface.views.mailbox import mailbox_page
from store.errors import StoreBusyError, StoreError, StoreFullError
from store.server.logs import log_unexpected
from store.web.headers import CLEAR_SITE_DATA

blueprint: Final = language.Pages("leaving")


@blueprint.post("/mailbox/leave")
def leave() -> Response:
    """Sign out; if the store fails, the mailbox is still closed in this browser."""
    try:
        session = session_to_end()
    except StoreError as error:
        return _goodbye(error)
    form = ButtonForm.posted()
    if not form.validate():
        return mailbox_page(session, form.problems(), status=400)
    return _goodbye(_end(session))


@blueprint.get("/left")
def left() -> str:
    """Say that the mailbox is closed."""
    return _left_page(goes_on=False)


@blueprint.get("/left/here")
def left_here() -> str:
    """Say that the mailbox is closed here alone, since the session could not be ended on the server."""
    return _left_page(goes_on=True)


def _left_page(*, goes_on: bool) -> str:
    return render_template("left.html", goes_on=goes_on, hours=services().config.session_hours)


def _end(session: MailboxSession) -> StoreError | None:
    """End the session, and return the error that kept the store from it."""
    services().signed_out.ended(session.form_token, session.mailbox.id)
    services().transfers.forget(session.mailbox.id)
    try:
        session.end(services().session)
    except StoreError as error:
        return error
    return None


def _goodbye(error: StoreError | None) -> Response:
    """Tell the browser to forget all that it keeps of this site."""
    if error is not None and not isinstance(error, StoreBusyError | StoreFullError):
        log_unexpected(error)  # only an administrator can fix it
    page = "leaving.left" if error is None else "leaving.left_here"
    response = delete_cookie(make_response(redirect(url_for(page), 303)))
    response.headers.update(CLEAR_SITE_DATA)
    return response
