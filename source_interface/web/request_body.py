"""A request's body as reporters are told of it, and the discarding of what is refused.

An answer before the end of the form resets the connection, and the reporter sees the browser's error page instead of
ours. So a refused body is read and dropped, up to a limit of bytes and of time.
"""

from typing import Final

from flask import Request

from crypto.errors import KentonganError
from store.server.environ import hurry
from store.web.request_body import RequestBody

DISCARD_BYTES: Final = 64 * 1024 * 1024
DISCARD_SECONDS: Final = 5.0


class BrokenBodyError(KentonganError):
    """The connection broke off. What is listed here was received; please send the rest again."""


class BodyTooLargeError(KentonganError):
    """This is more than can be sent at once. What is listed here was received; please send the rest in parts."""


class RequestTooLargeError(BodyTooLargeError):
    """This is more than can be sent at once, and nothing of it was taken. Please send it in parts."""


class Body(RequestBody):
    """The bytes of one request, at most `limit` of them."""

    def __init__(self, request: Request, limit: int) -> None:
        super().__init__(request, limit, BrokenBodyError, BodyTooLargeError)
        self._environ = request.environ

    def require_fitting(self) -> None:
        """Raise `RequestTooLargeError` where the request announces more than the limit."""
        try:
            super().require_fitting()
        except BodyTooLargeError:
            raise RequestTooLargeError from None

    def discard(self, seconds: float = DISCARD_SECONDS) -> None:
        """Read the rest away, up to the limits; a sender who is gone is no error here."""
        self.hurry(seconds)
        super().discard(seconds)

    def hurry(self, seconds: float) -> None:
        """Give the rest of the body this many seconds to arrive, or break it off."""
        hurry(self._environ, seconds)
