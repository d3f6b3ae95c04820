"""Saving attachments: decrypted as a stream into the browser's download."""

from collections.abc import Iterator
from http import HTTPStatus

from flask import Response, redirect, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from crypto.errors import AttachmentStreamError, KentonganError
from journalist_interface.gateway_client.errors import GatewayError
from journalist_interface.presenters.labels import sentence
from journalist_interface.services import services
from journalist_interface.session.attachments import plaintext_of
from journalist_interface.session.previews import PreviewKey
from journalist_interface.verification.case_attachments import (
    AttachmentOrigin,
    FileNotInCaseError,
    attachment_at,
)
from journalist_interface.views.case_frame import CASE
from journalist_interface.views.common import blueprint, require_officer
from journalist_interface.web.guard import browser_session
from store.web.file_names import content_disposition, safe_name
from store.web.headers import DOWNLOAD_POLICY, POLICY_HEADER
from store.web.visible import visible

pages = blueprint("saving", __name__)


class BrokenOffError(Exception):
    """A download was broken off on purpose. It says nothing more: the server's log shows it."""


@pages.get(f"{CASE}/attachments/<int:sequence>")
def reporter_attachment(case: str, sequence: int) -> WerkzeugResponse:
    """Send a file of the reporter, decrypted by the officer's GnuPG key or by a session key that a grant brought."""
    return _saved(case, AttachmentOrigin.MESSAGE, sequence, 0)


@pages.get(f"{CASE}/attachments/<int:sequence>/<int:index>")
def reply_attachment(case: str, sequence: int, index: int) -> WerkzeugResponse:
    """Send a file that an officer attached to a reply."""
    return _saved(case, AttachmentOrigin.REPLY, sequence, index)


@pages.get(f"{CASE}/papers/<int:sequence>/<int:index>")
def paper_attachment(case: str, sequence: int, index: int) -> WerkzeugResponse:
    """Send a file of a working paper."""
    return _saved(case, AttachmentOrigin.PAPER, sequence, index)


def _saved(case: str, origin: AttachmentOrigin, sequence: int, index: int) -> WerkzeugResponse:
    officer = require_officer()
    file = officer.case(case)
    found = attachment_at(file, origin, sequence, index)
    if found is None:
        raise FileNotInCaseError
    if officer.previews.must_ask(PreviewKey.of(case, found)):
        return ask_first(case, found.label)
    plaintext = plaintext_of(services().cases, officer, file, found)
    return download(plaintext, found.content.name, found.label, found.content.size)


def ask_first(case: str, label: str) -> WerkzeugResponse:
    """Lead to the page that asks whether an original is to be saved although it tells of its author."""
    place = url_for("evidence.page", case=case, label=label, _anchor="save")
    return redirect(place, HTTPStatus.SEE_OTHER)


def download(plaintext: Iterator[bytes], name: str, fallback: str, size: int | None = None) -> Response:
    """Return the download, of `size` bytes where that is known; an error before its first byte still becomes a page."""
    first = next(plaintext, b"")
    watched = _watched(first, plaintext, visible(name, one_line=True))
    answer = Response(stream_with_context(watched), mimetype="application/octet-stream")
    if size is not None:
        answer.content_length = size
    answer.headers["Content-Disposition"] = content_disposition(safe_name(name, fallback))
    answer.headers[POLICY_HEADER] = DOWNLOAD_POLICY
    return answer


def _watched(first: bytes, rest: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Pass the bytes on; on a failure break off the connection and say so on the next page."""
    try:
        yield first
        yield from rest
    except KentonganError as error:
        browser_session().notices.append(_not_saved(error, name))
        raise BrokenOffError from None


def _not_saved(error: KentonganError, name: str) -> str:
    if isinstance(error, GatewayError | AttachmentStreamError):
        return _(
            "%(name)s was not saved: the store broke off the transfer or holds an altered file. "
            "Delete what the browser kept of it.",
            name=name,
        )
    return _(
        "%(name)s was not saved. %(reason)s Delete what the browser kept of it.",
        name=name,
        reason=sentence(error),
    )
