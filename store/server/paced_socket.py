"""The socket that gunicorn's threads read and write: it holds data already read, and never waits endlessly.

Below a minimum rate we hang up on a sender or a receiver.
"""

import errno
import math
import select
import socket
import time
from typing import Final

from store.server.request_head import END_OF_HEAD

# More than any page: each quote typed comes back as five letters.
KEPT_BYTES: Final = 32 * 1024 * 1024
KEPT_OF_STREAM_BYTES: Final = 256 * 1024


class TooSlowError(TimeoutError):
    """The other side was too slow, and the connection was given up."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "too slow")  # gunicorn takes it for a reset and logs nothing


class MinRate:
    """A pace of `least` bytes in every `window` seconds that *we waited*: our slowness is not their fault."""

    def __init__(self, window: float, least: int) -> None:
        self._window = window
        self._least = least
        self._waited = 0.0
        self._moved = 0

    @property
    def patience(self) -> float:
        """The seconds that we may still wait before `waited` decides."""
        return max(0.0, self._window - self._waited)

    def moved(self, size: int) -> None:
        """Count bytes that came or went."""
        self._moved += size

    def waited(self, seconds: float) -> None:
        """Count seconds without movement. Raises `TooSlowError` at the end of a window in which too little moved."""
        self._waited += seconds
        if self._waited < self._window:
            return
        if self._moved < self._least:
            raise TooSlowError
        self._waited, self._moved = 0.0, 0


class PacedSocket:
    """A socket as gunicorn sees it.

    `recv` gives what the loop read ahead, then what comes, as long as the pace is kept. `sendall` keeps what the
    network does not take yet, up to 32 MiB, so that no thread waits for a slow reader of a page; the loop sends it.
    Only the loop hangs up, through `plain`; a thread that wants to hang up marks the socket as `ended`.
    """

    def __init__(self, plain: socket.socket, window: float, least: int) -> None:
        self.plain: Final = plain
        self.circuit: bytes | None = None
        self.token: bytes | None = None
        self.turned_away = False
        self.streams = False
        self.ended = False
        self.outgoing = bytearray()
        self.leaves_at = 0.0
        self._is_answered = False
        self._keeps = KEPT_BYTES
        self._pace = (window, least)
        self._ahead = memoryview(b"")
        self._coming = MinRate(window, least)
        self._going = MinRate(window, least)
        self._until = self._bound = float("inf")
        self._began = 0.0
        plain.setblocking(False)

    def begin(self, ahead: bytes, *, streams: bool, turned_away: bool, seconds: float) -> None:
        """Begin a request with these bytes already here; wait at most `seconds` in all for the rest."""
        self._ahead = memoryview(ahead)
        self._keeps = KEPT_OF_STREAM_BYTES if streams else KEPT_BYTES
        self.streams, self.turned_away, self._is_answered = streams, turned_away, False
        self._coming, self._going = MinRate(*self._pace), MinRate(*self._pace)
        self._began, self.leaves_at = time.monotonic(), 0.0
        self._until = self._bound = self._began + seconds

    def leave_at_next(self, step: float) -> None:
        """Hold the answer until a whole number of `step` seconds has passed since the request arrived."""
        steps = math.ceil((time.monotonic() - self._began) / step)
        self.leaves_at = self._began + steps * step

    def take_ahead(self) -> bytes:
        """Remove and return the bytes that were read ahead and belong to no request yet."""
        rest, self._ahead = bytes(self._ahead), memoryview(b"")
        return rest

    def recv(self, size: int) -> bytes:
        """Return at most `size` bytes; none at the end of a body, of the connection, or of our patience.

        Gunicorn keeps what came before an end, and would lose it with an error.
        """
        if self._ahead:
            piece, self._ahead = bytes(self._ahead[:size]), self._ahead[size:]
            return piece
        if self.ended:
            return b""
        try:
            data = self._received(size)
        except OSError:
            self.ended = True
            return b""
        self._coming.moved(len(data))
        return data

    def sendall(self, data: bytes) -> None:
        """Send, or keep for the loop to send. Raises `TooSlowError` when too much is kept already."""
        self.outgoing += data
        if not self._holds_head(data):
            self._deliver()

    def send(self, data: bytes) -> int:
        """Send like `sendall`, a head by itself too: one that tells the sender to go on (RFC 9110, 15.2.1)."""
        self.outgoing += data
        self._deliver()
        return len(data)

    def _holds_head(self, data: bytes) -> bool:
        """Return whether this is the head of an answer: gunicorn sends it alone, and it leaves with what follows."""
        is_first, self._is_answered = not self._is_answered, True
        return is_first and data.endswith(END_OF_HEAD)

    def _deliver(self) -> None:
        if self.leaves_at > time.monotonic() and len(self.outgoing) <= self._keeps:
            return
        while self.outgoing:
            try:
                self._going.moved(self.flush())
            except BlockingIOError:
                if len(self.outgoing) <= self._keeps:
                    return
                self._wait(select.POLLOUT, self._going)

    def flush(self) -> int:
        """Send as much of the kept bytes as goes, and return how much. Raises `BlockingIOError` if nothing goes."""
        sent = self.plain.send(self.outgoing)
        del self.outgoing[:sent]
        return sent

    def setblocking(self, flag: bool) -> None:
        """Ignore gunicorn's wish: the socket stays as it is, because waiting is done here."""

    def settimeout(self, seconds: float | None) -> None:
        """Set gunicorn's bound for reading a rest away; None ends it."""
        self._until = self._bound if seconds is None else min(self._bound, time.monotonic() + seconds)

    def gettimeout(self) -> None:
        """Return None: there is no bound of gunicorn's."""

    def fileno(self) -> int:
        """Return the descriptor."""
        return self.plain.fileno()

    def shutdown(self, how: int) -> None:  # noqa: ARG002 - a socket's
        """Mark the socket as ended: gunicorn gives up in the middle of an answer."""
        self.ended = True

    def close(self) -> None:
        """Mark the socket as ended."""
        self.ended = True

    def _received(self, size: int) -> bytes:
        while True:
            try:
                return self.plain.recv(size)
            except BlockingIOError:
                self._wait(select.POLLIN, self._coming)

    def _wait(self, event: int, pace: MinRate) -> None:
        began = time.monotonic()
        left = min(pace.patience, self._until - began)
        if left <= 0:
            pace.waited(pace.patience)
            if began >= self._until:
                raise TooSlowError
            return
        poll = select.poll()
        poll.register(self.plain, event)
        poll.poll(left * 1000)
        pace.waited(time.monotonic() - began)
