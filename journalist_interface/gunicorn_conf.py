"""gunicorn's settings for one workstation: `python -m journalist_interface` starts it with these.

One worker, as sessions are in its memory; loopback only; no access log, no control socket, no core dump.
"""

import os
import sys
from typing import Protocol, runtime_checkable

from journalist_interface.config import load_any
from journalist_interface.web import bad_http, launch
from store.server import gunicorn_settings
from store.server.connection_limits import ConnectionLimits
from store.server.core_dumps import empty_core_dumps
from store.server.gunicorn_adapter import ConnectionLoopWorker, answer_bad_http, connection_loop_worker


@runtime_checkable
class ClosableApp(Protocol):
    """An application that has something to lock at its end; one that was never loaded has not."""

    def close(self) -> None:
        """Lock it."""


_config = load_any()

answer_bad_http(bad_http.UNREADABLE, bad_http.BROKEN)
empty_core_dumps()  # of GnuPG, and of what opens files, too
globals().update(gunicorn_settings.apply(umask=0o077, graceful_timeout=5))
bind = f"127.0.0.1:{_config.port}"
workers = 1
threads = 8
# Any web page can open silent or TLS connections to this port: they wait in the connection loop and hold no thread.
# No file is refused, and a download may pause for an hour: all traffic that gets this far is the officer's.
worker_class = connection_loop_worker(
    ConnectionLimits(
        bad_http.refusal,
        threads=threads,
        streams=threads,
        line_seconds=float("inf"),
        unread_seconds=float("inf"),
        pace_seconds=3600.0,
    )
)
proc_name = f"kentongan-{_config.host}"


def when_ready(_server: object) -> None:
    """Print where to enter, once the socket is there."""
    if os.environ.get(launch.WITHOUT_LINK):
        return
    sys.stdout.write(f"{launch.new_link(_config)}\n")
    sys.stdout.flush()


def worker_exit(_server: object, worker: ConnectionLoopWorker) -> None:
    """Lock the officer's key when the workstation stops."""
    app = worker.app.callable
    if isinstance(app, ClosableApp):
        app.close()
