"""Sending files to the office, and fetching the files of its replies."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from typing import BinaryIO, Final

from flask import Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import Headers

from crypto.attachment_stream import decrypt
from crypto.errors import KentonganError
from crypto.gpg.errors import GpgError
from source_interface.conversation.messages import find_file
from source_interface.errors import (
    BodyTooLargeError,
    BrokenBodyError,
    ForeignFormError,
    MailboxDamagedError,
    ManyUploadsError,
    NoPlaceForFilesError,
    NotReadyError,
    OftenFromMailboxError,
    RequestTooLargeError,
    SignedOutError,
)
from source_interface.forms.mailbox import ButtonForm, MessageForm
from source_interface.i18n import language
from source_interface.presenters.response_padding import is_framed
from source_interface.services import services
from source_interface.session import COOKIE, MailboxSession
from source_interface.uploads.answer import UploadAnswer
from source_interface.uploads.progress import UploadOutcome
from source_interface.uploads.receive import AS_THEY_ARE, PHOTOS_FIELD, Arriving, receive
from source_interface.views.code_page import ask_to_open
from source_interface.views.guard import signed_in
from source_interface.web import csrf
from source_interface.web.csrf import is_token_of_another
from source_interface.web.place_tags import place_tag
from store.cases.case_files import reporter_blob
from store.cases.conversation import next_sequence
from store.cases.withdrawals import files_with_fetched
from store.domain.errors import RosterError
from store.domain.reply import ReplyAttachment
from store.server.request_body import RequestBody, is_turned_away
from store.web.file_names import safe_name
from store.web.headers import DOWNLOAD_POLICY, POLICY_HEADER
from store.web.multipart import PIECE_BYTES, Limits, MultipartError, boundary_of, read_parts
from store.web.verified_stream import held_back

FRAMING: Final = "attachments.choose"
ENDPOINTS: Final = frozenset({"attachments.send", "attachments.send_in_frame"})
# The token, the message beside the files, the last entry seen, photos as they are or cleaned (two).
FIELDS: Final = 5
FIELDS_BYTES: Final = 1024 * 1024
FIELDS_SECONDS: Final = 20.0
_PIECE_BYTES: Final = 64 * 1024
blueprint: Final = language.Pages("attachments")


@blueprint.route("/mailbox/files", methods=["GET", "POST"])
@signed_in
def choose() -> Response:
    """Show the page for files, with frames for progress and result. A message that was being written comes along."""
    form = MessageForm.posted() if request.method == "POST" else MessageForm.blank()
    if request.method == "POST" and not form.text.data:
        return make_response(redirect(url_for("attachments.choose"), 303))
    transfers, case = services().transfers, g.session.mailbox.id
    transfers.watch(case)
    config = services().config
    limits = {"limit": config.max_file_bytes, "whole": config.max_upload_bytes}
    cleans = request.form.getlist(PHOTOS_FIELD)[-1:] != [AS_THEY_ARE]
    page = render_template(
        "files.html",
        form=form,
        begun=transfers.has_begun(case),
        cleans=cleans,
        as_they_are=AS_THEY_ARE,
        **limits,
    )
    return make_response(page)


@blueprint.get("/mailbox/files/result")
def result() -> str:
    """Show the frame before there is a result."""
    return render_template("result.html")


@blueprint.post("/mailbox/files/frame")
def send_in_frame() -> Response:
    """Take files as `send` does; the answer goes to a frame of the page for files, which shows progress meanwhile."""
    return _send()


@blueprint.post("/mailbox/attachments")
def send() -> Response:
    """Take files without showing progress, for browsers without frames."""
    return _send()


@blueprint.post("/mailbox/files/received")
@signed_in
def show_received() -> Response:
    """Show the whole answer to an upload, for which its frame was too small."""
    form = ButtonForm.posted()
    key, marked = services().submissions.form_key, request.form.get("whole", "")
    answer = UploadAnswer.read(key, g.session, marked) if form.validate() else None
    if answer is None:
        return make_response(redirect(url_for("mailbox.show"), 303))
    return make_response(_page_of(answer))


def _send() -> Response:
    """Take the files without Flask's form, which would write them to disk."""
    most = services().config.max_upload_bytes
    body = RequestBody(request, most, BrokenBodyError, BodyTooLargeError, RequestTooLargeError)
    try:  # first of all: a stranger without a mailbox must not hold a place of those who have one
        g.session = MailboxSession.resume(services().session, request.cookies.get(COOKIE))
    except SignedOutError:
        text, token = _text_beside_files(body)
        return ask_to_open(SignedOutError, text, token, files_lost=True)
    try:
        with _counted(g.session.mailbox.id):
            return _watched(body, g.session)
    except (NoPlaceForFilesError, OftenFromMailboxError, ManyUploadsError) as error:
        text, token = _text_beside_files(body)
        return _of_another(text, token) or _result_page(UploadOutcome(), type(error), text)


@contextmanager
def _counted(case: str) -> Iterator[None]:
    """Count an upload while it runs; raise the error of one that comes too often, or beside too many others."""
    if is_turned_away(request.environ):
        raise NoPlaceForFilesError
    limits = services().limits
    limits.uploads.count(case)
    with limits.uploads_at_once.run_one(case):
        yield


def _watched(body: RequestBody, session: MailboxSession) -> Response:
    with services().transfers.track(session.mailbox.id, request.content_length) as transfer:
        body.watcher = transfer.count
        beside = services().config.max_file_bytes + FIELDS_BYTES
        transfer.upload.exceeds_one_file = (request.content_length or 0) > beside
        return _take(body, session, transfer.upload)


def _take(body: RequestBody, session: MailboxSession, upload: UploadOutcome) -> Response:
    arriving, problem = _begin(body)
    if arriving is None:
        body.discard()
        upload.ended_by = problem
        return _result_page(upload, problem, "")
    if (elsewhere := _of_another(arriving.text, arriving.first_field[1])) is not None:
        body.discard()
        return elsewhere
    try:
        body.require_fitting()
    except BodyTooLargeError as error:
        upload.ended_by = type(error)  # the frame tells it at once
    else:
        problem = _receive(session, arriving, upload)
    body.discard()
    return _result_page(upload, problem, arriving.text)


def _of_another(text: str, token: str) -> Response | None:
    """Ask for the code, as `signed_in` does, if the form is of another mailbox than the session's; else return None."""
    if not is_token_of_another(g.session.mailbox, token):
        return None
    return ask_to_open(SignedOutError, text, token, files_lost=True)


def _text_beside_files(body: RequestBody) -> tuple[str, str]:
    """Return the message of a request whose files are refused, and the token of its form."""
    body.hurry(FIELDS_SECONDS)
    arriving, _problem = _begin(body)
    body.discard()
    return (arriving.text, arriving.first_field[1]) if arriving is not None else ("", "")


@blueprint.get("/mailbox/attachments/<blob>")
@signed_in
def fetch(blob: str) -> Response:
    """Send a reply's file, decrypted as it passes: it is never whole in memory or on the disk."""
    session: MailboxSession = g.session
    file = find_file(services().conversation, session.mailbox, blob)
    stored = reporter_blob(services().database, session.mailbox.id, file.blob)
    headers = Headers({POLICY_HEADER: DOWNLOAD_POLICY, "Content-Length": str(file.size)})
    headers.add("Content-Disposition", "attachment", filename=safe_name(file.name, "file"))
    ciphertext = services().blobs.open(stored.name)
    return Response(plaintext(ciphertext, file), headers=headers, content_type="application/octet-stream")


def plaintext(ciphertext: BinaryIO, file: ReplyAttachment) -> Iterator[bytes]:
    """Yield the bytes of the file; raise if it was cut or altered, so that the browser reports a failed download."""
    with ciphertext:
        pieces = iter(lambda: ciphertext.read(_PIECE_BYTES), b"")
        yield from held_back(decrypt(file.key, pieces, file.size), file.size, file.sha256)


Failure = type[KentonganError] | None


def _begin(body: RequestBody) -> tuple[Arriving | None, Failure]:
    """Return the text fields, which come before any file, or the failure."""
    limits = Limits(parts=services().config.max_files + FIELDS + 1, fields_bytes=FIELDS_BYTES)
    try:
        boundary = boundary_of(request.content_type or "")
        return Arriving.begin(read_parts(body.pieces(PIECE_BYTES), boundary, limits)), None
    except (MultipartError, BrokenBodyError, BodyTooLargeError) as error:
        return None, type(error)


def _receive(session: MailboxSession, arriving: Arriving, upload: UploadOutcome) -> Failure:
    try:
        if not csrf.origin_is_ours(request):
            raise ForeignFormError
        receive(services().uploads, session, arriving, upload)
    except (RosterError, GpgError):
        return NotReadyError
    except (ForeignFormError, MailboxDamagedError) as error:
        return type(error)
    return None


def _result_page(upload: UploadOutcome, problem: Failure, text: str) -> Response:
    page = _page_of(UploadAnswer.of(upload, problem), text)
    return make_response(page, _status_of(upload, problem))


def _page_of(answer: UploadAnswer, text: str = "") -> str:
    """Return the page, with this text; beside a frame it still stands in its box, with the way back that brings it."""
    session: MailboxSession = g.session
    short = is_framed() and answer.is_long
    return render_template(
        "received.html",
        answer=answer,
        whole=answer.marked(services().submissions.form_key, session) if short else "",
        limit=services().config.max_file_bytes,
        text_stays=bool(text),
        tag_of=partial(place_tag, session.mailbox),
        fetched=files_with_fetched(services().database, session.mailbox.id),
        form=MessageForm.holding(
            text="" if is_framed() else text,
            seen=str(next_sequence(services().database, session.mailbox.id) - 1),
        ),
    )


def _status_of(upload: UploadOutcome, problem: Failure) -> HTTPStatus:
    if upload.too_large:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if upload.lacked_room:
        return HTTPStatus.INSUFFICIENT_STORAGE
    if problem in {NotReadyError, NoPlaceForFilesError}:
        return HTTPStatus.SERVICE_UNAVAILABLE
    if problem in {OftenFromMailboxError, ManyUploadsError}:
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.OK if problem is None and upload.ended_by is None else HTTPStatus.BAD_REQUEST
