"""The gateway's reasons to refuse. Each class is one `RefusalKind` of the contract, with its HTTP status."""

from http import HTTPStatus
from typing import ClassVar

from crypto.errors import KentonganError
from store.api.messages import RefusalKind


class GatewayRefusalError(KentonganError):
    """The gateway refuses this."""

    problem: ClassVar[RefusalKind] = "unavailable"
    status: ClassVar[HTTPStatus] = HTTPStatus.SERVICE_UNAVAILABLE
    wait: int | None = None


class RefusedError(GatewayRefusalError):
    """No one is signed in with this."""

    problem = "refused"
    status = HTTPStatus.UNAUTHORIZED


class WrongCodeError(GatewayRefusalError):
    """The TOTP code is not right, or was used before."""

    problem = "code"
    status = HTTPStatus.UNAUTHORIZED


class ThrottledError(GatewayRefusalError):
    """There were too many wrong codes."""

    problem = "throttled"
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait  # seconds


class InvalidRequestError(GatewayRefusalError):
    """The request does not have its form."""

    problem = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class ContentTooLargeError(GatewayRefusalError):
    """The request is too large."""

    problem = "too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UnsentFilesError(GatewayRefusalError):
    """Too much of what this person uploaded lies there, and no message names it."""

    problem = "unsent-files"
    status = HTTPStatus.TOO_MANY_REQUESTS


class DayUsedUpError(GatewayRefusalError):
    """This person has uploaded as much as one may in a day."""

    problem = "day-used-up"
    status = HTTPStatus.TOO_MANY_REQUESTS


class TextsUsedUpError(GatewayRefusalError):
    """This person has written as much as one may in a day."""

    problem = "texts-used-up"
    status = HTTPStatus.TOO_MANY_REQUESTS


class TooManyDecisionsError(GatewayRefusalError):
    """This person has decided and replied in this case as often as one may in a few minutes."""

    problem = "too-often"
    status = HTTPStatus.TOO_MANY_REQUESTS


class TurnedAwayError(GatewayRefusalError):
    """No thread became free for this in time."""


class GatewayUpgradingError(GatewayRefusalError):
    """The server is being upgraded: it shows its roster, and nothing else."""

    problem = "upgrading"


class UndeclaredRouteError(TypeError):
    """A route says for which roles it is."""
