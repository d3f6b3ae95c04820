"""Meanings of the gateway's refusals: one kind of error for each."""

from typing import Final

import msgspec

from crypto.decoding import decoder_ready
from crypto.errors import KentonganError
from journalist_interface.gateway_client.errors import (
    AttachmentGoneError,
    CaseNotFoundError,
    DailyUploadLimitError,
    GatewayConflictError,
    GatewayError,
    GatewayFailingError,
    GatewayTooLargeError,
    HostileGatewayError,
    NotEncryptedError,
    RefusedRequestError,
    RosterOutdatedError,
    SessionEndedError,
    TooManyWrongCodesError,
    UploadSpaceFullError,
    WrongTotpCodeError,
)
from store.api.messages import Refusal
from store.domain.procedure.errors import ERRORS, ProcedureError

MAX_WAIT_SECONDS: Final = 24 * 60 * 60
_PROBLEMS: Final[dict[str, type[GatewayError]]] = {
    "refused": SessionEndedError,
    "code": WrongTotpCodeError,
    "not-found": CaseNotFoundError,
    "conflict": GatewayConflictError,
    "attachment": AttachmentGoneError,
    "unsent-files": UploadSpaceFullError,
    "day-used-up": DailyUploadLimitError,
    "roster-expired": RosterOutdatedError,
    "not-encrypted": NotEncryptedError,
    "invalid": RefusedRequestError,
    "too-large": GatewayTooLargeError,
    "unavailable": GatewayFailingError,
}


def refusal(status: int, body: bytes) -> KentonganError:
    """Return the error that a refusal means; only the gateway's form of it counts."""
    try:
        found = msgspec.json.decode(body, type=decoder_ready(Refusal))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return HostileGatewayError()
    if status < 400:
        return HostileGatewayError()
    if found.problem == "throttled":
        return TooManyWrongCodesError(min(max(found.wait or 0, 1), MAX_WAIT_SECONDS))
    if found.problem == "procedure":
        return ERRORS.get(found.reason or "", ProcedureError)()
    return _PROBLEMS[found.problem]()
