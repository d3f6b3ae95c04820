"""What is not good HTTP: a head that never reaches an app, so that gunicorn would answer in its own words, and chunks
that are none, which reach it as an error of gunicorn's own.

gunicorn has no setting for either; `install` changes both in this process alone.
"""

import errno
from dataclasses import dataclass
from typing import Any, Final

from gunicorn import util
from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import ParseException

from store.web.headers import PAGE_POLICY, answer_headers

_OURS: Final = (500, 502, 503, 504)  # 501 is a transfer coding that nobody knows: the sender's fault


@dataclass(frozen=True, slots=True)
class FixedAnswer:
    """A body that never changes, with its Content-Type and Content-Security-Policy."""

    body: bytes
    content_type: str
    policy: str = PAGE_POLICY

    def whole(self, status: int, reason: str) -> bytes:
        """The HTTP answer from its first line to its end; nothing of the request is echoed."""
        headers = answer_headers(self.policy) | {
            "Content-Type": self.content_type,
            "Content-Length": str(len(self.body)),
            "Connection": "close",
        }
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + self.body


def install(unreadable: FixedAnswer, broken: FixedAnswer) -> None:
    """Answer so from now on: `unreadable` for a request that is none, `broken` when the fault is ours.

    A body whose chunks are broken reads as a connection that broke off, which every reader of bodies expects: as
    anything else it would be an error of ours, with an entry in the log, whenever a stranger likes.
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
