"""Gunicorn's threaded worker behind our front: gunicorn parses and answers, the front decides who gets in and when."""

import selectors
import time
from collections.abc import Callable
from typing import Any, ClassVar, Final

from gunicorn.workers.gthread import ThreadWorker

from store.server import partial_reads
from store.server.connection import Connection
from store.server.connection_limits import ConnectionLimits
from store.server.connection_loop import ConnectionLoop
from store.server.environ import CIRCUIT, HURRY, LEAVE_AT_NEXT, STREAMS, TURNED_AWAY
from store.server.memory import few_arenas, give_back
from store.server.refused_requests import REFUSED

_TICK_SECONDS: Final = 0.5
_QUIET_SECONDS: Final = 5.0
_READ_AWAY_SECONDS: Final = 1.0
_ADDRESSES: Final = ("REMOTE_PORT", "gunicorn.socket")


class FrontWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker that `front_worker` gives its settings. Its `environ` holds no address and no socket.

    `store.server.environ` lists what it holds instead.
    """

    settings: ClassVar[ConnectionLimits]
    wsgi: Callable[[dict[str, Any], Any], Any]

    def init_process(self) -> None:
        """Prepare memory and readers, then start the worker as gunicorn does."""
        few_arenas()
        partial_reads.install()
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the app and wrap it, so that it sees the front's facts in place of addresses."""
        super().load_wsgi()
        app = self.wsgi

        def behind_the_door(environ: dict[str, Any], start_response: Any) -> Any:  # noqa: ANN401 - WSGI's
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
            }
            return app(environ, start_response)

        self.wsgi = behind_the_door

    def run(self) -> None:
        """Serve until gunicorn's master ends or stops this worker, then finish what is open."""
        self.poller.register(
            self.method_queue.fileno(), selectors.EVENT_READ, self.method_queue.run_callbacks
        )
        self.front = ConnectionLoop(self.settings, self.poller, self.enqueue_req)
        self._worked = False
        self._quiet_since = time.monotonic()
        while self.alive:
            self._turn()
            if not self.is_parent_alive():
                break
        self._end()

    def accept(self, listener: Any) -> None:  # noqa: ANN401 - gunicorn's socket
        """Accept connections for the front."""
        self.front.welcome(listener, self.cfg)

    def finish_request(self, conn: Connection, fs: Any) -> None:  # noqa: ANN401 - a future of gunicorn's
        """Hand a connection back to the front when its thread is done."""
        keep = not fs.cancelled() and fs.exception() is None and bool(fs.result())
        self.front.finished(conn, keep=keep)

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        """Read a body's unread rest for a second at most; the front sees to what is left."""
        until = time.monotonic() + _READ_AWAY_SECONDS
        return keepalive and bool(conn.parser.finish_body(deadline=until))

    def _turn(self) -> None:
        self.notify()
        self.set_accept_enabled(self.alive and self.front.admits)
        self.wait_for_and_dispatch_events(timeout=self.front.due.patience(_TICK_SECONDS))
        self.front.send_what_is_due()
        self.front.look_around()
        REFUSED.tell_when_due(self.log.error_log)
        self._tidy()

    def _tidy(self) -> None:
        """Give memory back some seconds after the last request."""
        now = time.monotonic()
        if self.front.busy:
            self._worked, self._quiet_since = True, now
        elif self._worked and now - self._quiet_since > _QUIET_SECONDS:
            self._worked = False
            give_back()

    def _end(self) -> None:
        self.set_accept_enabled(False)
        self.front.close_idle()
        until = time.monotonic() + self.cfg.graceful_timeout
        while len(self.front) and time.monotonic() < until:
            self._turn()
            self.front.close_idle()
        self.tpool.shutdown(wait=False)
        REFUSED.tell(self.log.error_log)
        self.poller.close()
        self.method_queue.close()
        for one in self.sockets:
            one.close()


def front_worker(settings: ConnectionLimits) -> type[FrontWorker]:
    """Return a worker class for gunicorn's `worker_class`."""
    return type("FrontWorker", (FrontWorker,), {"settings": settings})
