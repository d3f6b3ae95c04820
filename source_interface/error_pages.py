"""Error pages. What was typed stays on the page, with a button that sends it again."""

from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from crypto.errors import KentonganError
from crypto.gpg.errors import GpgError
from source_interface.errors import (
    BodyTooLargeError,
    BrokenBodyError,
    BusyError,
    MailboxDamagedError,
    MailboxFullError,
    NoPlaceForFilesError,
    NotReadyError,
    OftenFromCircuitError,
    OftenFromMailboxError,
    SignedOutError,
)
from source_interface.forms.base import SWITCH_FIELD, TOKEN_FIELD, is_too_much
from source_interface.i18n.translate import lazy as _
from source_interface.i18n.translate import sentence
from source_interface.presenters.questions import QUESTIONS
from source_interface.views.code_page import RETRY_SECONDS, ask_to_open
from source_interface.views.guard import posted_form_was_left
from source_interface.web import csrf
from store.domain.errors import RosterError
from store.errors import NotFoundError, StoreBusyError, StoreError, StoreFullError, UpgradeUnderWayError
from store.server.logs import log_unexpected
from store.server.request_body import DISCARD_BYTES, RequestBody


@dataclass(frozen=True, slots=True)
class ErrorText:
    """Title and sentence of a page."""

    title: str
    text: str


PAGES: Final = {
    400: ErrorText(
        _("This request could not be understood"),
        _("Something in it is missing or broken. Please go back and send it again."),
    ),
    403: ErrorText(
        _("This did not come from our page"),
        _("Nothing was stored. Please start again from the first page."),
    ),
    404: ErrorText(
        _("This page does not exist"), _("The address may be mistyped. Please start from the first page.")
    ),
    405: ErrorText(
        _("This page cannot be opened this way"), _("Please start from the first page and use its buttons.")
    ),
    413: ErrorText(
        _("This is too large"),
        _("Nothing of it was stored. Please send less text, and send files from your mailbox."),
    ),
    415: ErrorText(
        _("This cannot be sent here"), _("Nothing of it was stored. Please send files from your mailbox.")
    ),
    429: ErrorText(_("Please wait a moment"), _("Too much came at once. Please try again in a minute.")),
    500: ErrorText(
        _("Something went wrong here"),
        _("The fault is ours. It is not certain that your last step was stored. Please try it again."),
    ),
    503: ErrorText(
        _("Please come back later"), _("The channel cannot work now. Please try again in a few minutes.")
    ),
}
_COME_LATER: Final = (
    ((OftenFromCircuitError, OftenFromMailboxError), 429),
    ((BusyError, NoPlaceForFilesError, StoreBusyError, StoreFullError, UpgradeUnderWayError), 503),
)
_NOT_READY: Final = ErrorText(_("The channel is not ready"), _("Nothing was sent. Please come back later."))


def register(app: Flask) -> None:
    """Turn every error into one of our pages."""
    app.register_error_handler(SignedOutError, _signed_out)
    app.register_error_handler(KentonganError, _of_ours)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, text: str | None = None, words: ErrorText | None = None) -> Response:
    """Return an error page, after reading the rest of the request to its end."""
    kept = _kept()  # before the rest is read away
    RequestBody(request, DISCARD_BYTES, BrokenBodyError, BodyTooLargeError).discard()
    words = words or PAGES[status]
    text = text or words.text
    return make_response(
        render_template("problem.html", title=words.title, text=text, kept=kept, shown=_shown(kept)), status
    )


def _signed_out(error: SignedOutError) -> Response:
    brought = dict(_brought())
    return ask_to_open(type(error), brought.get("text", ""), brought.get(TOKEN_FIELD, ""))


def _of_ours(error: KentonganError) -> Response:
    for kinds, status in _COME_LATER:
        if isinstance(error, kinds):
            return _later(page(status, sentence(type(error))))
    if isinstance(error, NotFoundError):
        return page(404)
    if isinstance(error, MailboxDamagedError | MailboxFullError):
        return page(503 if isinstance(error, MailboxDamagedError) else 413, sentence(type(error)))
    log_unexpected(error)
    return _of_the_channel(error)


def _of_the_channel(error: KentonganError) -> Response:
    """Return the page for an error that only an administrator can fix."""
    if isinstance(error, RosterError | GpgError | NotReadyError):
        if request.method == "GET" and "session" in g:
            return page(503)  # in a mailbox: the step before may well have been stored
        return page(503, sentence(NotReadyError), _NOT_READY)
    if isinstance(error, StoreError):
        return page(503, sentence(type(error)))
    return page(500)


def _later(response: Response) -> Response:
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _of_http(error: HTTPException) -> Response:
    status = error.code if error.code in PAGES else 400
    if error.response is not None or (error.code or 500) < 400:  # a redirect
        return make_response(error.get_response())
    response = page(status)
    if status == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return response


def _unexpected(error: Exception) -> Response:
    log_unexpected(error)
    return page(500)


def _kept() -> list[tuple[str, str]]:
    """Return the form's fields, so that it can be sent again unchanged; nothing once its mailbox was left."""
    brought = _brought()
    return [] if brought and _was_left() else brought


def _was_left() -> bool:
    """Return whether its mailbox was left; False when the store cannot tell, so that an error page always comes."""
    try:
        return posted_form_was_left()
    except Exception as error:  # noqa: BLE001 # it may be the very error being answered
        log_unexpected(error)
        return False


def _brought() -> list[tuple[str, str]]:
    if request.method != "POST" or request.mimetype != "application/x-www-form-urlencoded":
        return []
    if csrf.origin_is_another_page(request):
        return []
    try:
        if is_too_much(request):
            return []
        brought = [(name, value) for name, value in request.form.items(multi=True) if name != SWITCH_FIELD]
    except HTTPException:  # too large, or the sender is gone
        return []
    if csrf.origin_is_ours(request):
        return brought
    labels = _labels()  # a planted nonce or code never comes back
    return [(name, value) for name, value in brought if name in labels]


def _shown(kept: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the texts among the fields, with the questions that they answer."""
    labels = _labels()
    return [(labels[name], value) for name, value in kept if name in labels and value]


def _labels() -> dict[str, str]:
    return {question.field: question.text for question in QUESTIONS} | {"text": _("Your message")}
