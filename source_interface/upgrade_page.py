"""The page during an upgrade: nothing is taken, and nothing that was typed is lost.

While data are copied or changed it is all that the server gives (`UpgradePages`). It needs no database and no file: the
files of the program may be exchanged meanwhile.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Request, Response
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

from source_interface.config import SourceConfig
from source_interface.errors import BodyTooLargeError, BrokenBodyError
from source_interface.forms.base import SWITCH_FIELD, is_too_much
from source_interface.presenters.branding import Branding
from source_interface.presenters.questions import QUESTIONS
from source_interface.presenters.response_padding import PAGE_BYTES, filled
from source_interface.uploads.receive import Arriving
from source_interface.web import csrf
from source_interface.web.response_timing import STEP_SECONDS
from store.server.fixed_page import FixedPages
from store.server.request_body import DISCARD_BYTES, RequestBody, leave_at_next
from store.web.headers import POLICY_HEADER, SecurityHeaders, framed_policy
from store.web.multipart import PIECE_BYTES, Limits, MultipartError, boundary_of, read_parts

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

RETRY_SECONDS: Final = "120"
_FORM: Final = "application/x-www-form-urlencoded"
_FORM_BYTES: Final = 16 * 1024 * 1024
_TEXT_BYTES: Final = 1024 * 1024
_PARTS: Final = 8  # the fields before the first file
_FRAMES: Final = ("/frame", "/result", "/progress")
_STYLE: Final = "/static/style.css"
_TYPED: Final = frozenset({"text", *(question.field for question in QUESTIONS)})
_PAGES: Final = FixedPages(_STYLE)
_TITLE: Final = ("Kanal ini sedang diperbarui", "This channel is being renewed")
_TEXT: Final = (
    "Sekarang tidak ada yang disimpan. Yang sudah diterima tetap ada. Silakan kembali beberapa menit lagi.",
    "Nothing is stored now. What was received stays. Please come back in a few minutes.",
)
_KEPT: Final = (
    " Yang Anda ketik belum terkirim, dan masih ada di halaman ini: biarkan terbuka.",
    " What you typed was not sent, and is still on this page: leave it open.",
)
_AGAIN: Final = "Coba lagi · Try again"

Fields = list[tuple[str, str]]


def upgrade_page(request: Request) -> Response:
    """Return the page with what the request brought, after reading it to its end."""
    kept, text = _brought(request)
    RequestBody(request, DISCARD_BYTES, BrokenBodyError, BodyTooLargeError).discard()
    below = _form(request.path, kept) if kept else _link(request.path)
    shown = [*(value for name, value in kept if name in _TYPED and value), *([text] if text else [])]
    told = [line + more for line, more in zip(_TEXT, _KEPT, strict=True)] if shown else _TEXT
    page = _PAGES.page(_TITLE[0], told[0], _TITLE[1], told[1], str(below + _texts(shown)))
    response = Response(filled(page.body, PAGE_BYTES), HTTPStatus.SERVICE_UNAVAILABLE)
    response.content_type = page.content_type
    response.headers["Retry-After"] = RETRY_SECONDS
    leave_at_next(request.environ, STEP_SECONDS)  # as pages of a mailbox do
    if request.path.endswith(_FRAMES):
        response.headers[POLICY_HEADER] = framed_policy("'self'")
    return response


class UpgradePages:
    """The whole server while no data may be touched: the page, and its style."""

    def __init__(self, config: SourceConfig) -> None:
        self._css = Branding.open(config.look).css
        self._complete = SecurityHeaders(self._answer)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        return self._complete(environ, start_response)

    def _answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        if (request.method, request.path) == ("GET", _STYLE):
            response = Response(self._css, content_type="text/css; charset=utf-8")
        else:
            response = upgrade_page(request)
        return response(environ, start_response)


def _brought(request: Request) -> tuple[Fields, str]:
    """Return the fields of a form, and the text that came beside files; nothing that another page planted."""
    if request.method != "POST" or not csrf.origin_is_ours(request):
        return [], ""
    request.max_content_length = request.max_form_memory_size = _FORM_BYTES
    try:
        if request.mimetype != _FORM:
            return [], _text_beside_files(request)
        if is_too_much(request):
            return [], ""
        fields = request.form.items(multi=True)
        return [(name, value) for name, value in fields if name != SWITCH_FIELD], ""
    except (HTTPException, MultipartError, BrokenBodyError, BodyTooLargeError):  # or the sender is gone
        return [], ""


def _text_beside_files(request: Request) -> str:
    body = RequestBody(request, DISCARD_BYTES, BrokenBodyError, BodyTooLargeError)
    boundary = boundary_of(request.content_type or "")
    parts = read_parts(body.pieces(PIECE_BYTES), boundary, Limits(parts=_PARTS, fields_bytes=_TEXT_BYTES))
    return Arriving.begin(parts).text


def _form(path: str, kept: Fields) -> Markup:
    hidden = Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">\n').format(name, value) for name, value in kept
    )
    return Markup(
        '<form method="post" action="{}">\n{}<p><button class="button primary" type="submit">{}</button></p>\n</form>\n'
    ).format(_here(path), hidden, _AGAIN)


def _link(path: str) -> Markup:
    return Markup('<p><a class="button" href="{}" target="_top">{}</a></p>\n').format(_here(path), _AGAIN)


def _texts(shown: Iterable[str]) -> Markup:
    return Markup("").join(
        Markup(
            '<div class="field">\n<textarea rows="4" readonly aria-label="{}">\n{}</textarea>\n</div>\n'
        ).format(_TITLE[0], escape(text))
        for text in shown
    )


def _here(path: str) -> str:
    """Return the path; two slashes would begin the name of a host."""
    return "/" + path.lstrip("/")
