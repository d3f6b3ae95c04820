"""A request from the connection loop: facts in its `environ`, and its body, which ends whole and bounded or fails.

Without the loop, as in tests, there are no such facts. Firefox, and so Tor Browser, shows an answer only once it could
send its whole form. A body that is refused is therefore read and dropped for a time; the loop reads the rest away
behind the answer, without a thread.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, Final

from werkzeug import Request

from crypto.errors import KentonganError

CIRCUIT: Final = "kentongan.circuit"
TURNED_AWAY: Final = "kentongan.turned_away"
STREAMS: Final = "kentongan.streams"
HURRY: Final = "kentongan.hurry"
LEAVE_AT_NEXT: Final = "kentongan.leave_at_next"
BELONGS_TO: Final = "kentongan.belongs_to"
PIECE_BYTES: Final = 64 * 1024
DISCARD_BYTES: Final = 64 * 1024 * 1024
DISCARD_SECONDS: Final = 5.0


def circuit_of(environ: Mapping[str, Any]) -> bytes | None:
    """Return the name of the Tor circuit, valid while this process lives, or None where circuits are not told apart."""
    circuit: bytes | None = environ.get(CIRCUIT)
    return circuit


def is_turned_away(environ: Mapping[str, Any]) -> bool:
    """Return whether this request waited in vain for one of few places: its answer is to say so, and nothing else."""
    return bool(environ.get(TURNED_AWAY))


def streams(environ: Mapping[str, Any]) -> bool:
    """Return whether a thread reads the body as it arrives: the request did not wait in the queue of the codes."""
    return bool(environ.get(STREAMS))


def hurry(environ: Mapping[str, Any], seconds: float) -> None:
    """Bound the wait for the rest of the body to `seconds` in all; after that it counts as broken off."""
    bound: Callable[[float], None] | None = environ.get(HURRY)
    if bound is not None:
        bound(seconds)


def leave_at_next(environ: Mapping[str, Any], step: float) -> None:
    """Send the answer a whole number of `step` seconds after the request arrived; holds no thread meanwhile."""
    wait: Callable[[float], None] | None = environ.get(LEAVE_AT_NEXT)
    if wait is not None:
        wait(step)


def belongs_to(environ: Mapping[str, Any], person: str, authorization: str | None = None) -> None:
    """Tell the queue whose token came with this request, or whose a new one is: that person's requests wait in line."""
    tell: Callable[[str, str | None], None] | None = environ.get(BELONGS_TO)
    if tell is not None:
        tell(person, authorization)


class RequestBody:
    """The bytes of one request, at most `limit` of them.

    `broken` and `too_large` are the errors of its reader, `announced` that of a length beyond the limit. `watcher` is
    told the number of bytes at each read.
    """

    def __init__(
        self,
        request: Request,
        limit: int,
        broken: type[KentonganError],
        too_large: type[KentonganError],
        announced: type[KentonganError] | None = None,
    ) -> None:
        self.watcher: Callable[[int], None] | None = None
        self._environ = request.environ
        self._length: Final = request.content_length
        self._stream: Final[IO[bytes]] = request.environ["wsgi.input"]
        self._terminated: Final = bool(request.environ.get("wsgi.input_terminated"))
        self._limit = limit
        self._broken = broken
        self._too_large = too_large
        self._announced = announced or too_large
        self._count = 0

    def require_fitting(self) -> None:
        """Raise the error of a request that announces more than the limit."""
        if (self._length or 0) > self._limit:
            raise self._announced

    def read(self, size: int) -> bytes:
        """Return the next bytes, none at the end. Raises the error of a body that ends early or is too large."""
        wanted = self._wanted(size)
        if not wanted:
            return b""
        # Bytes within the limit are handed over before the error.
        wanted = min(wanted, max(1, self._limit - self._count))
        try:
            data = self._stream.read(wanted)
        except OSError:  # a reset, a time-out, or a chunk that is none
            raise self._broken from None
        self._count += len(data)
        if self.watcher is not None:
            self.watcher(len(data))
        if not data and self._length is not None:
            raise self._broken
        if self._count > self._limit:
            raise self._too_large
        return data

    def pieces(self, size: int = PIECE_BYTES) -> Iterator[bytes]:
        """Return an iterator over the body; raises as `read` does."""
        return iter(lambda: self.read(size), b"")

    def hurry(self, seconds: float) -> None:
        """Give the rest of the body this many seconds to arrive, or break it off."""
        hurry(self._environ, seconds)

    def discard(self, seconds: float = DISCARD_SECONDS) -> None:
        """Read the rest away for a time; a sender who is gone is no error here."""
        self.hurry(seconds)
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until and self.read(PIECE_BYTES):
                pass
        except (self._broken, self._too_large):
            return

    def _wanted(self, size: int) -> int:
        if self._length is not None:
            return min(size, self._length - self._count)
        return size if self._terminated else 0
