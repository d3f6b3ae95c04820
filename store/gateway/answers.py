"""Answers: JSON of the contract's messages, one refusal for each kind of error, and the headers of all of them."""

from http import HTTPStatus
from typing import Final

import msgspec
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from crypto.errors import KentonganError, StatementError
from crypto.gpg.errors import NotEncryptedMessageError
from store.api.messages import Refusal, RefusalKind
from store.domain.errors import ChainError, RosterExpiredError
from store.domain.procedure.errors import ProcedureError
from store.errors import BlobNotFreeError, ConflictError, CursorError, NotFoundError, TooLongError
from store.gateway.errors import GatewayRefusalError
from store.server.fixed_page import FixedAnswer
from store.server.logs import log_unexpected
from store.web.headers import DOWNLOAD_POLICY, answer_headers, complete

# A browser that comes here may do nothing with the answer.
_HEADERS: Final = answer_headers(DOWNLOAD_POLICY)
_KINDS: Final[dict[type[KentonganError], tuple[RefusalKind, HTTPStatus]]] = {
    NotFoundError: ("not-found", HTTPStatus.NOT_FOUND),
    ConflictError: ("conflict", HTTPStatus.CONFLICT),
    BlobNotFreeError: ("attachment", HTTPStatus.GONE),
    CursorError: ("invalid", HTTPStatus.UNPROCESSABLE_ENTITY),
    TooLongError: ("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    NotEncryptedMessageError: ("not-encrypted", HTTPStatus.UNPROCESSABLE_ENTITY),
    RosterExpiredError: ("roster-expired", HTTPStatus.LOCKED),
    ChainError: ("invalid", HTTPStatus.UNPROCESSABLE_ENTITY),
    StatementError: ("invalid", HTTPStatus.UNPROCESSABLE_ENTITY),
}
_HTTP: Final[dict[int, RefusalKind]] = {
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
}
_JSON: Final = "application/json"


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


def register_answers(app: Flask) -> None:
    """Turn every error of the app into a refusal, and give every answer its headers."""
    app.register_error_handler(HTTPException, _http_refusal)
    app.register_error_handler(Exception, _refusal)
    app.after_request(_give_headers)


def _refusal(error: Exception) -> Response:
    """Refuse by the kind of error. An error without a kind is logged without its text and answered `unavailable`."""
    if isinstance(error, GatewayRefusalError):
        return answer(Refusal(error.problem, error.wait), error.status)
    if isinstance(error, ProcedureError):
        return answer(Refusal("procedure", reason=error.code), HTTPStatus.UNPROCESSABLE_ENTITY)
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


def _give_headers(response: Response) -> Response:
    complete(response.headers, _HEADERS)
    return response
