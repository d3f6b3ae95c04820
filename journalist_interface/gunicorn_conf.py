"""gunicorn's settings for one workstation: `python -m journalist_interface` starts it with these.

One worker, for sessions live in its memory; loopback only; no access log, no control socket, no core dump.
"""

import sys
from typing import Any

from journalist_interface.config import load
from journalist_interface.door import bad_http, launch
from journalist_interface.workplace import EXTENSION
from store.serving import gunicorn_settings

_config = load()

bad_http.install()
globals().update(gunicorn_settings.apply(umask=0o077, graceful_timeout=5, keepalive=2))
bind = f"127.0.0.1:{_config.port}"
workers = 1
threads = 8
proc_name = f"kentongan-{_config.host}"


def when_ready(server: Any) -> None:  # noqa: ANN401, ARG001 - gunicorn has no types
    """Say where to enter, once the door is there."""
    sys.stdout.write(f"{launch.new_link(_config)}\n")
    sys.stdout.flush()


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ANN401, ARG001 - gunicorn has no types
    """Lock the officer's key when the workstation stops."""
    app = getattr(worker, "wsgi", None)
    if app is not None:
        app.extensions[EXTENSION].close()
