"""Answers to bad HTTP, which gunicorn would otherwise give in its words.

A bad head never reaches an app; broken chunks reach it as an error of gunicorn's. Gunicorn has no setting for either:
`install` changes both in this process alone.
"""

import errno
from dataclasses import dataclass
from typing import Any, Final

from gunicorn import util
from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import ParseException

from store.web.headers import PAGE_POLICY, answer_headers

_OURS: Final = (500, 502, 503, 504)  # 501 is an unknown transfer coding: the sender's fault


@dataclass(frozen=True, slots=True)
class FixedAnswer:
    """A body that never changes, with its Content-Type and Content-Security-Policy."""

    body: bytes
    content_type: str
    policy: str = PAGE_POLICY

    def whole(self, status: int, reason: str) -> bytes:
        """Return the HTTP answer from its first line to its end; it echoes nothing of the request."""
        headers = answer_headers(self.policy) | {
            "Content-Type": self.content_type,
            "Content-Length": str(len(self.body)),
            "Connection": "close",
        }
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + self.body


def install(unreadable: FixedAnswer, broken: FixedAnswer) -> None:
    """Answer a malformed request with `unreadable` from now on, and a fault of ours with `broken`.

    A body with broken chunks reads as a broken connection, which every reader of bodies expects. As any other error it
    would be a fault of ours, and a stranger could fill the log with it at will.
    """

    def write_error(sock: Any, status_int: int, reason: str, mesg: str) -> None:  # noqa: ANN401, ARG001 - gunicorn's call
        answer = broken if status_int in _OURS else unreadable
        util.write_nonblock(sock, answer.whole(status_int, reason))

    util.write_error = write_error
    ChunkedReader.read = _broken_off(ChunkedReader.read)


def _broken_off(read: Any) -> Any:  # noqa: ANN401 - gunicorn has no types
    def guarded(reader: Any, size: int) -> bytes:  # noqa: ANN401 - gunicorn has no types
        try:
            data: bytes = read(reader, size)
        except ParseException:
            raise ConnectionResetError(errno.ECONNRESET, "The chunks are broken.") from None
        return data

    return guarded
