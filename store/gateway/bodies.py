"""Bodies: strictly parsed JSON and blobs in, JSON of the contract's messages out, and a refusal for each kind of error.

Each body is bounded before it is read. Every answer has the same headers.
"""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException

from crypto.attachment_stream import is_sealed_size
from crypto.errors import KentonganError, StatementError
from crypto.gpg.errors import NotEncryptedMessageError
from crypto.signing import decoder_ready
from store.api.messages import Cursor, Refusal, RefusalKind
from store.attachments.blobs import Blobs, Pending, RoomWatch
from store.domain.errors import ChainError, RosterExpiredError
from store.domain.fields import Struct
from store.domain.procedure.errors import ProcedureError
from store.errors import (
    BlobNotFreeError,
    ConflictError,
    CursorError,
    NotFoundError,
    StoreFullError,
    TooLongError,
    UpgradeUnderWayError,
)
from store.gateway.errors import ContentTooLargeError, GatewayRefusalError, InvalidRequestError
from store.server.fixed_page import FixedAnswer
from store.server.logs import log_unexpected
from store.server.request_body import DISCARD_BYTES, RequestBody
from store.web.headers import DOWNLOAD_POLICY, SecurityHeaders

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# A browser that comes here may do nothing with the answer.
_KINDS: Final[dict[type[KentonganError], tuple[RefusalKind, HTTPStatus]]] = {
    NotFoundError: ("not-found", HTTPStatus.NOT_FOUND),
    ConflictError: ("conflict", HTTPStatus.CONFLICT),
    BlobNotFreeError: ("attachment", HTTPStatus.GONE),
    CursorError: ("invalid", HTTPStatus.UNPROCESSABLE_ENTITY),
    TooLongError: ("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    NotEncryptedMessageError: ("not-encrypted", HTTPStatus.UNPROCESSABLE_ENTITY),
    RosterExpiredError: ("roster-expired", HTTPStatus.LOCKED),
    UpgradeUnderWayError: ("upgrading", HTTPStatus.SERVICE_UNAVAILABLE),
    StoreFullError: ("full", HTTPStatus.INSUFFICIENT_STORAGE),
    ChainError: ("invalid", HTTPStatus.UNPROCESSABLE_ENTITY),
    StatementError: ("invalid", HTTPStatus.UNPROCESSABLE_ENTITY),
}
_HTTP: Final[dict[int, RefusalKind]] = {
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
}
_JSON: Final = "application/json"
T = TypeVar("T", bound=msgspec.Struct)

SMALL_JSON_BYTES: Final = 64 * 1024
_SEPARATORS: Final = (b",", b"[", b"{")
_MOST_SEPARATORS: Final = 20_000  # a decision of a hundred papers with a hundred files each has half of them
_ONE_LARGE: Final = Lock()
_BLOB: Final = "application/octet-stream"


def answer(message: msgspec.Struct, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return a message of the contract as an answer."""
    return Response(msgspec.json.encode(message), status, mimetype=_JSON)


def _fixed(problem: RefusalKind) -> FixedAnswer:
    return FixedAnswer(msgspec.json.encode(Refusal(problem)), _JSON, DOWNLOAD_POLICY)


# Answers to requests that are not HTTP, which no app has seen.
UNREADABLE: Final = _fixed("invalid")
BROKEN: Final = _fixed("unavailable")


def refusal(status: int) -> bytes:
    """Return the whole answer to a connection that is not let in."""
    return UNREADABLE.whole(status, HTTPStatus(status).phrase)


def done() -> Response:
    """Return the answer that says nothing more."""
    return Response(status=HTTPStatus.NO_CONTENT)


def _refuse(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    request = Request(environ)
    RequestBody(request, DISCARD_BYTES, InvalidRequestError, ContentTooLargeError).discard()
    return answer(Refusal("upgrading"), HTTPStatus.SERVICE_UNAVAILABLE)(environ, start_response)


refuse_during_upgrade: Final = SecurityHeaders(_refuse, DOWNLOAD_POLICY)
"""The whole gateway while no server may touch the data: it refuses every request."""


def register_answers(app: Flask) -> None:
    """Turn every error of the app into a refusal, and give every answer its headers."""
    app.register_error_handler(HTTPException, _http_refusal)
    app.register_error_handler(Exception, _refusal)
    app.wsgi_app = SecurityHeaders(app.wsgi_app, DOWNLOAD_POLICY)  # type: ignore[method-assign]


def _refusal(error: Exception) -> Response:
    """Refuse by the kind of error. An error without a kind is logged without its text and answered `unavailable`."""
    if isinstance(error, GatewayRefusalError):
        return answer(Refusal(error.problem, error.wait), error.status)
    if isinstance(error, ProcedureError):
        return answer(Refusal("procedure", reason=error.code), HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(error, StoreFullError):
        log_unexpected(error)  # the administrator must make room
    for kind, (problem, status) in _KINDS.items():
        if isinstance(error, kind):
            return answer(Refusal(problem), status)
    log_unexpected(error)
    return answer(Refusal("unavailable"), HTTPStatus.SERVICE_UNAVAILABLE)


def _http_refusal(error: HTTPException) -> Response:
    """Return the answer to a request that Flask refuses: an unknown address, another method, an unreadable request."""
    status = HTTPStatus(error.code or HTTPStatus.SERVICE_UNAVAILABLE)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _refusal(error)
    return answer(Refusal(_HTTP.get(status, "invalid")), status)


class PageQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """A query in which `?cursor=…` continues a list."""

    cursor: Cursor | None = None


def read_json(kind: type[T], limit: int = SMALL_JSON_BYTES) -> T:
    """Return the body as this kind, at most `limit` bytes. Raises `InvalidRequestError` or `ContentTooLargeError`."""
    _require_type(_JSON)
    body = bytearray()
    for piece in _pieces(limit):
        body += piece
    if len(body) <= SMALL_JSON_BYTES:
        return _decoded(body, kind)
    _require_few_values(body)
    with _ONE_LARGE:
        return _decoded(body, kind)


def _decoded(body: bytearray, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=decoder_ready(kind))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise InvalidRequestError from None


def _require_few_values(body: bytearray) -> None:
    """Refuse a body that would take many times its size once it is decoded: lists are counted only after that.

    No text of the contract holds a comma or a bracket, a letter beyond ASCII, or one that JSON must escape.
    """
    if not body.isascii() or b"\\" in body or sum(map(body.count, _SEPARATORS)) > _MOST_SEPARATORS:
        raise InvalidRequestError


def read_nothing() -> None:
    """Raise `InvalidRequestError` or `ContentTooLargeError` unless the body is empty."""
    if any(_pieces(SMALL_JSON_BYTES)):
        raise InvalidRequestError


def read_query(kind: type[T]) -> T:
    """Return the parameters of the address as this kind. Raises `InvalidRequestError` for unknown or repeated ones."""
    values = request.args.to_dict(flat=False)
    if any(len(several) != 1 for several in values.values()):
        raise InvalidRequestError
    try:
        return msgspec.convert(
            {name: value for name, [value] in values.items()}, decoder_ready(kind), strict=False
        )
    except (msgspec.MsgspecError, UnicodeError):
        raise InvalidRequestError from None


def receive_blob(pending: Pending, blobs: Blobs, limit: int, count: Callable[[int], None]) -> None:
    """Write the body into a blob as it arrives, whole or not at all.

    `count` is called with the size of each piece before it is written. Raises `InvalidRequestError` if the body breaks
    off, is empty, or is not what it declares; `ContentTooLargeError`; `NotEncryptedMessageError` if no encrypted file
    has its length; `StoreFullError` when the disk runs low meanwhile; and whatever `count` raises.
    """
    _require_type(_BLOB)
    room = RoomWatch(blobs)
    size = 0
    for piece in _pieces(limit):
        count(len(piece))
        room.passes(len(piece))
        pending.write(piece)
        size += len(piece)
    if not size:
        raise InvalidRequestError
    if not is_sealed_size(size):
        raise NotEncryptedMessageError


def _require_type(kind: str) -> None:
    """Refuse other types, also because a page in a browser cannot send these across origins without asking."""
    if request.mimetype != kind or request.headers.get("Content-Encoding"):
        raise InvalidRequestError


def _pieces(limit: int) -> Iterator[bytes]:
    """Return an iterator over the body, at most `limit` bytes, which ends normally only if all of it has come."""
    body = RequestBody(request, limit, InvalidRequestError, ContentTooLargeError)
    body.require_fitting()
    return body.pieces()
