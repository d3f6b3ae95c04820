"""gunicorn's settings for one workstation: `python -m journalist_interface` starts it with these.

One worker, for sessions live in its memory; loopback only; no access log, no control socket, no core dump.
"""

import resource
import sys
from typing import Any

from journalist_interface import launch, quiet
from journalist_interface.config import load
from journalist_interface.workplace import EXTENSION

_config = load()
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold decrypted texts
quiet.hush_gunicorn()

bind = f"127.0.0.1:{_config.port}"
worker_class = "gthread"
workers = 1
threads = 8
umask = 0o077
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
preload_app = False  # a key opened before the fork would lie in two processes
graceful_timeout = 5
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
