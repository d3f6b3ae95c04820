"""The part of a request's head that describes its body, read only to decide who waits for it.

Gunicorn parses the request again, and its reading counts. A body overlooked here would hold one of its threads: so a
length that is not plainly a number is refused, and anything else that is not understood counts as a stream.
"""

import re
from dataclasses import dataclass
from typing import Final

from store.server.fair_queue import Priority

END_OF_HEAD: Final = b"\r\n\r\n"
MAX_HEAD_BYTES: Final = 32 * 1024
# The types that a browser sends for files, and a workstation for a blob.
_STREAMED: Final = re.compile(rb"\r\ncontent-type:[ \t]*(multipart/|application/octet-stream)", re.IGNORECASE)
_OPEN_ENDED: Final = re.compile(rb"\r\n(transfer-encoding|expect)[ \t]*:", re.IGNORECASE)
# The whole line, whatever it holds: a length that we overlook is a body that a thread would wait for.
_LENGTHS: Final = re.compile(rb"\r\ncontent-length[ \t]*:(.*?)(?=\r\n)", re.IGNORECASE | re.DOTALL)
_DIGITS: Final = re.compile(rb"[ \t]*([0-9]{1,15})[ \t]*")
# gunicorn takes whole addresses, escapes and fragments, and Werkzeug leading slashes: they could hide a code.
_PLAIN_PATH: Final = re.compile(rb"[A-Z]+ /(?!/)[^%\\?#\s]*[? ]")


class HeadTooLongError(ValueError):
    """The head of the request does not end."""


class StreamRefusedError(ValueError):
    """A stream was announced at an address that takes none."""


class LengthError(ValueError):
    """What the head says of the body's length is not one number."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A head of `head_bytes`, the `body_bytes` that follow it, and the priority with which the request waits."""

    head_bytes: int
    body_bytes: int
    priority: Priority

    @property
    def streams(self) -> bool:
        """Return whether a thread reads the body as it arrives: it is too large, or of unknown size."""
        return self.priority is Priority.STREAM


def arrival_of(
    arrived: bytearray, largest: int, streamed_path: re.Pattern[bytes], code_path: re.Pattern[bytes]
) -> Arrival | None:
    """Return what is arriving, or None until its head is whole.

    Bodies over `largest` bytes, files, and requests that match `streamed_path` are streams. Of the others, those that
    match `code_path` bring a code. Raises `HeadTooLongError`, `LengthError`.
    """
    end = arrived.find(END_OF_HEAD, 0, MAX_HEAD_BYTES)
    if end < 0:
        if len(arrived) >= MAX_HEAD_BYTES:
            raise HeadTooLongError
        if arrived.count(b"\n") != arrived.count(b"\r\n"):
            return Arrival(len(arrived), 0, Priority.TEXT)  # never ends as HTTP; gunicorn refuses it at once
        return None
    head = bytes(arrived[: end + 2])
    size = _length(head)
    streams = (
        size > largest
        or _STREAMED.search(head) is not None
        or _OPEN_ENDED.search(head) is not None
        or streamed_path.match(head) is not None
        or _PLAIN_PATH.match(head) is None
    )
    if streams:
        return Arrival(end + len(END_OF_HEAD), 0, Priority.STREAM)
    return Arrival(end + len(END_OF_HEAD), size, Priority.CODE if code_path.match(head) else Priority.TEXT)


def _length(head: bytes) -> int:
    said = _LENGTHS.findall(head)
    if not said:
        return 0
    digits = _DIGITS.fullmatch(said[0])
    if digits is None or len(said) > 1:
        raise LengthError
    return int(digits[1])
