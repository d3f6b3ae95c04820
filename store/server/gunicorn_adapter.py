"""Everything of ours that touches gunicorn: its threaded worker behind our loop, its connection, readers and words.

Gunicorn parses and answers; `ConnectionLoop` decides who gets in and when. Much of what is used here is
private to gunicorn. Its version is therefore pinned exactly, and `tests/store/server/test_gunicorn_adapter.py` names
what changed in another one.
"""

import errno
import io
import selectors
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from socket import socket
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, TypeVar

from gunicorn import util
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http import wsgi
from gunicorn.http.body import Body, ChunkedReader
from gunicorn.http.errors import ParseException
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from store.server.connection import Connection
from store.server.connection_limits import ConnectionLimits
from store.server.connection_loop import ConnectionLoop
from store.server.fixed_page import FixedAnswer
from store.server.logs import REFUSED
from store.server.memory import few_arenas, give_back
from store.server.paced_socket import PacedSocket
from store.server.request_body import BELONGS_TO, CIRCUIT, HURRY, LEAVE_AT_NEXT, STREAMS, TURNED_AWAY
from store.web.multipart import PIECE_BYTES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_TICK_SECONDS: Final = 0.5
_QUIET_SECONDS: Final = 5.0
_READ_AWAY_SECONDS: Final = 1.0
_ADDRESSES: Final = ("REMOTE_PORT", "gunicorn.socket")
# `Date` would tell how far the server's clock is off, and so identify the server.
_MARKS: Final = ("Server:", "Date:")
_OURS: Final = (500, 502, 503, 504)  # 501 is an unknown transfer coding: the sender's fault
_FAILURE: Final = "kentongan_failure"


class _Reader(Protocol):
    buf: io.BytesIO


_R = TypeVar("_R", bound=_Reader)
_S = TypeVar("_S", int, int | None)


class DayLogger(Logger):
    """gunicorn's log, with the day in place of the second."""

    datefmt = "[%Y-%m-%d]"


class ServedConnection(TConn, Connection):
    """A connection of the loop that gunicorn's threads serve."""

    def __init__(self, cfg: Config, sock: PacedSocket, server: object, now: float) -> None:
        TConn.__init__(self, cfg, sock, "", server)  # nothing behind this sees an address
        Connection.__init__(self, sock, now)
        self.data_ready = True  # the loop made sure of it

    def take_ahead(self) -> bytes:
        """Take what came behind the request, from gunicorn's parser first."""
        return self.parser.unreader.take_buffered() + super().take_ahead()


class ConnectionLoopWorker(ThreadWorker):
    """A worker that `connection_loop_worker` gives its settings. Its `environ` holds no address and no socket.

    `store.server.request_body` lists what it holds instead.
    """

    settings: ClassVar[ConnectionLimits]

    def init_process(self) -> None:
        """Prepare memory and readers, then start the worker as gunicorn does."""
        few_arenas()
        read_bodies_in_reused_memory()
        deliver_partial_reads()
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the app and wrap it, so that it sees the loop's facts in place of addresses."""
        super().load_wsgi()
        app = self.wsgi

        def behind_the_loop(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            sock = environ["gunicorn.socket"]
            for name in _ADDRESSES:
                environ.pop(name, None)
            environ |= {
                "REMOTE_ADDR": "",
                CIRCUIT: sock.circuit,
                TURNED_AWAY: sock.turned_away,
                STREAMS: sock.streams,
                HURRY: sock.settimeout,
                LEAVE_AT_NEXT: sock.leave_at_next,
                BELONGS_TO: partial(self.connection_loop.senders.belongs, sock),
            }
            return app(environ, start_response)

        self.wsgi = behind_the_loop

    def run(self) -> None:
        """Serve until gunicorn's master ends or stops this worker, then finish what is open."""
        self.poller.register(
            self.method_queue.fileno(), selectors.EVENT_READ, self.method_queue.run_callbacks
        )
        self.connection_loop = ConnectionLoop(self.settings, self.poller, self.enqueue_req)
        self._worked = False
        self._quiet_since = time.monotonic()
        while self.alive:
            self._turn()
            if not self.is_parent_alive():
                break
        self._end()

    def accept(self, listener: socket) -> None:
        """Accept connections for the loop."""
        self.connection_loop.accept(listener, partial(ServedConnection, self.cfg))

    def finish_request(self, conn: ServedConnection, fs: Future[bool]) -> None:
        """Hand a connection back to the loop when its thread is done."""
        keep = not fs.cancelled() and fs.exception() is None and bool(fs.result())
        self.connection_loop.finished(conn, keep=keep)

    def _keepalive_after(self, conn: ServedConnection, keepalive: bool) -> bool:
        """Read a body's unread rest for a second at most; the loop sees to what is left."""
        until = time.monotonic() + _READ_AWAY_SECONDS
        return keepalive and bool(conn.parser.finish_body(deadline=until))

    def _turn(self) -> None:
        self.notify()
        self.set_accept_enabled(self.alive and self.connection_loop.admits)
        self.wait_for_and_dispatch_events(
            timeout=self.connection_loop.delayed_responses.patience(_TICK_SECONDS)
        )
        self.connection_loop.send_what_is_due()
        self.connection_loop.check_timeouts()
        REFUSED.tell_when_due(self.log.error_log)
        self._tidy()

    def _tidy(self) -> None:
        """Give memory back some seconds after the last request."""
        now = time.monotonic()
        if self.connection_loop.busy:
            self._worked, self._quiet_since = True, now
        elif self._worked and now - self._quiet_since > _QUIET_SECONDS:
            self._worked = False
            give_back()

    def _end(self) -> None:
        self.set_accept_enabled(False)
        self.connection_loop.close_idle()
        until = time.monotonic() + self.cfg.graceful_timeout
        while len(self.connection_loop) and time.monotonic() < until:
            self._turn()
            self.connection_loop.close_idle()
        self.tpool.shutdown(wait=False)
        REFUSED.tell(self.log.error_log)
        self.poller.close()
        self.method_queue.close()
        for sock in self.sockets:
            sock.close()


def connection_loop_worker(settings: ConnectionLimits) -> type[ConnectionLoopWorker]:
    """Return a worker class for gunicorn's `worker_class`."""
    return type("ConnectionLoopWorker", (ConnectionLoopWorker,), {"settings": settings})


def leave_out_marks() -> None:
    """Leave `Server` and `Date` out of every answer, in this process alone: gunicorn has no setting for it."""
    default_headers = wsgi.Response.default_headers

    def shorter(response: wsgi.Response) -> list[str]:
        return [line for line in default_headers(response) if not line.startswith(_MARKS)]

    wsgi.Response.default_headers = shorter


def answer_bad_http(unreadable: FixedAnswer, broken: FixedAnswer) -> None:
    """Answer a malformed request with `unreadable`, and a fault of ours with `broken`, in this process alone.

    A bad head never reaches an app; broken chunks reach it as an error of gunicorn's, which has no setting for either.
    A body with broken chunks reads as a broken connection, which every reader of bodies expects. As any other error it
    would be a fault of ours, and a stranger could fill the log with it at will.
    """

    def write_error(sock: socket, status_int: int, reason: str, _message: str) -> None:
        answer = broken if status_int in _OURS else unreadable
        util.write_nonblock(sock, answer.whole(status_int, reason))

    util.write_error = write_error
    read = ChunkedReader.read

    def guarded(reader: ChunkedReader, size: int) -> bytes:
        try:
            return read(reader, size)
        except ParseException:
            raise ConnectionResetError(errno.ECONNRESET, "The chunks are broken.") from None

    ChunkedReader.read = guarded


def read_bodies_in_reused_memory() -> None:
    """Read a body in pieces of the size in which forms are read on, in this process alone.

    Gunicorn reads a MiB. The system maps and clears such a piece anew each time, and again for each of its copies.
    """
    SocketUnreader.max_body_chunk = PIECE_BYTES


def deliver_partial_reads() -> None:
    """Deliver what arrived before a body broke off, so that a file that was complete in it stays.

    Gunicorn collects a read's bytes in its buffers, and drops them when the rest of the read fails. The failure comes
    with the next read. Both readers are changed in this process alone.
    """
    Body.read = _partial(Body.read)
    ChunkedReader.read = _partial(ChunkedReader.read)


def _partial(read: Callable[[_R, _S], bytes]) -> Callable[[_R, _S], bytes]:
    def reading(reader: _R, size: _S) -> bytes:
        failure: Exception | None = getattr(reader, _FAILURE, None)
        if failure is not None:  # gunicorn would take the failure for a good end
            raise failure
        try:
            return read(reader, size)
        except Exception as error:
            setattr(reader, _FAILURE, error)
            data = reader.buf.getvalue()
            if not data:
                raise
            reader.buf = io.BytesIO()
            return data

    return reading
