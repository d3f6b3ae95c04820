"""Handlers that turn errors into pages."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Final, cast

from flask import Flask, g, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from crypto.errors import KentonganError
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from journalist_interface.error_pages import page_of
from journalist_interface.forms.incoming import SHOWN_BYTES, discard_body
from journalist_interface.forms.officer_forms import FormDraft
from journalist_interface.gateway_client.errors import SessionEndedError
from journalist_interface.http_error_pages import HTTP_PAGES, ErrorPage
from journalist_interface.presenters.labels import sentence
from journalist_interface.services import services
from journalist_interface.views import actions, bulk, exporting, identity, invitation, replying, texts
from journalist_interface.views.common import Answer, SignedOutHereError, draft_here, show_draft, way_back
from journalist_interface.views.common import page as framed
from journalist_interface.views.sign_in import sign_in_page
from journalist_interface.web.guard import NotLaunchedError, browser_session
from store.web.multipart import MultipartError

FROM_TERMINAL: Final = ErrorPage(
    403,
    "Open Kentongan from the terminal",
    "Each link works once, for ten minutes, in one browser: this one was used, is too old, or is missing. "
    "Start Kentongan, or ask for a new link, and paste it into the address bar:",
    needs_link=True,
    way_in=False,
)
"""The page for `NotLaunchedError` where the configuration names a command for links."""
_UNSENT: Final[dict[str, Callable[..., FormDraft]]] = {
    replying.ENDPOINT: replying.read_draft,
    actions.ENDPOINT: actions.read_draft,
    "many.archive": bulk.read_draft,
    exporting.ENDPOINT: exporting.read_draft,
    "invitation.decline": invitation.read_draft,
    "identity.refuse": identity.read_draft,
    "texts.save": texts.read_draft,
}


def install(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(SignedOutHereError, _signed_out)
    app.register_error_handler(SessionEndedError, _signed_out)
    app.register_error_handler(KeyLockedError, _signed_out)
    app.register_error_handler(NotLaunchedError, _not_launched)
    app.register_error_handler(KentonganError, _kentongan_error)
    app.register_error_handler(HTTPException, _http_error)


def _signed_out(error: Exception) -> Answer:
    """Ask to sign in again, as the session is over here or at the gateway; a reply being typed is kept."""
    if not isinstance(error, SignedOutHereError):
        with suppress(GpgFaultError):  # the session is over in any case, and its page must come
            services().sessions.leave(g.officer)
    typed = draft_here()
    if typed is None and request.method == "GET":
        browser_session().notices.append(_("Sign in to go on. A session ends when it was idle for a while."))
        return redirect(url_for("sign_in.page"))
    browser_session().notices.append(_what_became_of(typed))
    return sign_in_page(typed, HTTPStatus.FORBIDDEN)


def _what_became_of(typed: FormDraft | None) -> str:
    if typed is None or not typed.passages:
        return _("The session has ended, and nothing was sent. Sign in to go on.")
    if typed.place.action:
        return _("The session has ended. Your text was not sent, and it is kept below.")
    return _("The session has ended. Your reply was not sent, and it is kept below.")


def _not_launched(error: Exception) -> Answer:
    """Show the typed text on the page that says that the workstation was restarted meanwhile."""
    try:
        _keep_what_was_typed()
    except (MultipartError, RequestEntityTooLarge):
        discard_body(request)  # there is no text to show
    return _kentongan_error(error)


def _keep_what_was_typed() -> None:
    texts_of = _UNSENT.get(request.endpoint or "")
    if texts_of is None:
        return
    posted = actions.receive()
    posted.discard()
    show_draft(texts_of(posted.fields, **(request.view_args or {})))


def _keep_what_was_too_much() -> None:
    """Read a form that is too long after all, to give its text back; beyond `SHOWN_BYTES` it is only dropped."""
    if "browser_session" not in g or request.mimetype == "multipart/form-data":
        return
    request.max_content_length = request.max_form_memory_size = SHOWN_BYTES
    with suppress(RequestEntityTooLarge):
        _keep_what_was_typed()
        officer, typed = services().sessions.officer(browser_session()), draft_here()
        if officer is not None and typed is not None:
            officer.drafts.keep(typed)


def _kentongan_error(error: Exception) -> Answer:
    ours = cast("KentonganError", error)
    page = page_of(ours)
    if isinstance(ours, NotLaunchedError) and services().config.link_command is not None:
        page = FROM_TERMINAL
    return _problem(page, sentence(ours)), page.status


def _http_error(error: Exception) -> Answer:
    code = cast("HTTPException", error).code or HTTPStatus.INTERNAL_SERVER_ERROR
    if 300 <= code < 400:
        return cast("HTTPException", error).get_response()
    if code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        _keep_what_was_too_much()
        discard_body(request)
    page = HTTP_PAGES.get(code) or HTTP_PAGES[400 if code < 500 else 500]
    response = make_response(_problem(page, ""), code)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _problem(page: ErrorPage, said: str) -> str:
    words = {
        "title": _(page.title),
        "sentence": said,
        "advice": _(page.advice),
        "command": services().config.link_command if page.needs_link else None,
        "way_in": page.way_in,
        "too_much": page.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    }
    return framed("problem.html", page=words, kept=draft_here(), way_back=way_back)
