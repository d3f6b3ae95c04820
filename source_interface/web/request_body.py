"""Reading a request's body within limits, and discarding what is refused.

Firefox, and so Tor Browser, shows an answer only once it could send its whole form. An earlier answer resets the
connection, and the reporter sees the browser's error page instead of ours. So a refused body is read and dropped, up to
a limit of bytes and of time; the server's front reads the rest away behind the answer, without a thread.
"""

from collections.abc import Callable
from typing import IO, Final, cast

from flask import Request

from crypto.errors import KentonganError
from store.server.environ import hurry

PIECE_BYTES: Final = 64 * 1024
DISCARD_BYTES: Final = 64 * 1024 * 1024
DISCARD_SECONDS: Final = 5.0


class BrokenBodyError(KentonganError):
    """The connection broke off. What is listed here was received; please send the rest again."""


class BodyTooLargeError(KentonganError):
    """This is more than can be sent at once. What is listed here was received; please send the rest in parts."""


class RequestTooLargeError(BodyTooLargeError):
    """This is more than can be sent at once, and nothing of it was taken. Please send it in parts."""


class Body:
    """The bytes of one request, at most `limit` of them, read straight from the server's socket.

    `watcher` is told the number of bytes at each read.
    """

    def __init__(self, request: Request, limit: int) -> None:
        self.watcher: Callable[[int], None] | None = None
        self._environ = request.environ
        self._stream = cast(IO[bytes], request.environ["wsgi.input"])
        self._expected = request.content_length
        self._terminated = bool(request.environ.get("wsgi.input_terminated"))
        self._limit = limit
        self._count = 0

    def require_fitting(self) -> None:
        """Raise `RequestTooLargeError` where the request announces more than the limit."""
        if (self._expected or 0) > self._limit:
            raise RequestTooLargeError

    def read(self, size: int) -> bytes:
        """Return the next bytes, none at the end.

        Raises `BrokenBodyError` if the body ends early, and `BodyTooLargeError` over the limit.
        """
        wanted = self._wanted(size)
        if not wanted:
            return b""
        # Bytes within the limit are handed over before the error.
        wanted = min(wanted, max(1, self._limit - self._count))
        try:
            data = self._stream.read(wanted)
        except OSError:  # a reset, a time-out, or a chunk that is none
            raise BrokenBodyError from None
        self._count += len(data)
        if self.watcher is not None:
            self.watcher(len(data))
        if not data and self._expected is not None:
            raise BrokenBodyError
        if self._count > self._limit:
            raise BodyTooLargeError
        return data

    def discard(self) -> None:
        """Read the rest away, up to the limits; a sender who is gone is no error here."""
        self.hurry(DISCARD_SECONDS)
        try:
            while self.read(PIECE_BYTES):
                pass
        except (BrokenBodyError, BodyTooLargeError):
            return

    def hurry(self, seconds: float) -> None:
        """Give the rest of the body this many seconds to arrive, or break it off."""
        hurry(self._environ, seconds)

    def _wanted(self, size: int) -> int:
        if self._expected is not None:
            return min(size, self._expected - self._count)
        return size if self._terminated else 0
