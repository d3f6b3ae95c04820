"""Meanings of the gateway's answers. Each class's docstring is the sentence that the officer reads."""

from typing import Final

import msgspec

from crypto.errors import KentonganError
from crypto.signing import decoder_ready
from store.api.messages import Refusal
from store.domain.procedure.errors import ERRORS, ProcedureError


class GatewayError(KentonganError):
    """The server did not do what was asked."""


class GatewayDownError(GatewayError):
    """The server cannot be reached."""


class GatewayFailingError(GatewayDownError):
    """The server answers, but it cannot do its work at the moment."""


class ServerUpgradingError(GatewayDownError):
    """The server is being upgraded. Nothing was sent, and what you typed is kept."""


class ServerFullError(GatewayDownError):
    """The server has no room for this. Nothing was stored, and what you typed is kept."""


class HostileGatewayError(GatewayError):
    """The server gave an answer that no server of ours gives."""


class SessionEndedError(GatewayError):
    """The server does not know this session any more."""


class WrongTotpCodeError(GatewayError):
    """The sign-in code is not right, or was used before."""


class TooManyWrongCodesError(GatewayError):
    """There were too many wrong sign-in codes."""

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait  # seconds


class CaseNotFoundError(GatewayError):
    """There is no such case, or it is not yours to read."""


class GatewayConflictError(GatewayError):
    """Somebody was faster."""


class AttachmentGoneError(GatewayError):
    """An attachment of this message is no longer there. Please attach it again."""


class UploadSpaceFullError(GatewayError):
    """Nothing was sent: files from earlier attempts, which never became part of a message, fill your space there."""


class DailyUploadLimitError(GatewayError):
    """Nothing was sent: the server takes no more files from you today."""


class DailyTextLimitError(GatewayError):
    """Nothing was stored: the server takes no more texts and decisions from you today."""


class TooOftenInCaseError(GatewayError):
    """Nothing was stored: the server takes no more decisions and replies from you in this case for a minute."""


class RosterOutdatedError(GatewayError):
    """The office's list has expired on the server."""


class NotEncryptedError(GatewayError):
    """The server refused what this workstation sent: it is not an encrypted message. Nothing of it was stored."""


class RefusedRequestError(GatewayError):
    """The server refused this as malformed."""


class GatewayTooLargeError(GatewayError):
    """The server refused this as too large."""


MAX_WAIT_SECONDS: Final = 24 * 60 * 60
_PROBLEMS: Final[dict[str, type[GatewayError]]] = {
    "refused": SessionEndedError,
    "code": WrongTotpCodeError,
    "not-found": CaseNotFoundError,
    "conflict": GatewayConflictError,
    "attachment": AttachmentGoneError,
    "unsent-files": UploadSpaceFullError,
    "day-used-up": DailyUploadLimitError,
    "texts-used-up": DailyTextLimitError,
    "too-often": TooOftenInCaseError,
    "roster-expired": RosterOutdatedError,
    "not-encrypted": NotEncryptedError,
    "invalid": RefusedRequestError,
    "too-large": GatewayTooLargeError,
    "upgrading": ServerUpgradingError,
    "full": ServerFullError,
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
