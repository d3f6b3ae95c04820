"""The settings with which gunicorn runs our processes: threads, no traces, nothing about itself in an answer.

A `gunicorn_conf.py` takes these names over and adds `bind`, `workers` and `threads`. Gunicorn has no setting for the
`Server` and `Date` headers, and writes addresses and error texts to its log: both are changed, in this process alone.
A server that makes its unix socket itself opens it to its user and to the group of the socket's folder.
"""

import gc
import logging
import os
from collections.abc import Callable
from pathlib import Path
from socket import AF_UNIX, SOCK_DGRAM, socket
from typing import Any, Final, Protocol

from store.server.core_dumps import forbid_core_dumps
from store.server.gunicorn_adapter import DayLogger, leave_out_marks
from store.server.logs import REFUSED, QuietFilter

OWNER_AND_GROUP: Final = 0o660


class Server(Protocol):
    """gunicorn's master process."""

    LISTENERS: list[socket]
    systemd: bool
    """True if systemd opened the sockets, with the modes that its unit names."""


def give_to_folders_group(server: Server) -> None:
    """Open the sockets to their folder's group, as gunicorn's hook `when_ready`.

    By default gunicorn's umask, which is for files, shuts Tor's group out. Sockets of systemd stay as they are.
    """
    if server.systemd:
        return
    for listener in server.LISTENERS:
        address = listener.getsockname()
        if isinstance(address, str) and address:
            path = Path(address)
            os.chown(path, -1, path.parent.stat().st_gid)
            path.chmod(OWNER_AND_GROUP)


def tell_systemd_when_ready(address: str) -> Callable[[object], None]:
    """Return gunicorn's hook `post_worker_init`: it tells systemd that this server is ready (sd_notify(3)).

    Gunicorn tells so by itself before the app is loaded: a server with a wrong configuration would pass for started.
    """

    def tell(_worker: object) -> None:
        if address:
            with socket(AF_UNIX, SOCK_DGRAM) as systemd:
                systemd.sendto(b"READY=1", address)

    return tell


SETTINGS: Final[dict[str, Any]] = {
    "worker_class": "gthread",
    "accesslog": None,
    "errorlog": "-",
    "loglevel": "warning",
    "logger_class": DayLogger,
    "umask": 0o027,
    "when_ready": give_to_folders_group,
    "control_socket_disable": True,
    "preload_app": False,  # databases and keys are opened after the fork, in one process alone
    "keepalive": 5,
    "graceful_timeout": 10,
    # Over a unix socket gunicorn would trust such headers from any sender.
    "secure_scheme_headers": {},
    "forwarder_headers": "",
}
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat files must not wait for a disk


def apply(**changes: object) -> dict[str, Any]:
    """Return the settings with these changes, after changing this process: no core dumps, quiet log, fewer headers."""
    forbid_core_dumps()
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    log = logging.getLogger("gunicorn.error")
    log.addFilter(QuietFilter())
    log.addFilter(REFUSED)
    leave_out_marks()
    gc.freeze()  # what is loaded stays: no search for garbage, and no end of a process, goes through it again
    in_memory = {"worker_tmp_dir": str(_MEMORY)} if os.access(_MEMORY, os.W_OK | os.X_OK) else {}
    ready = tell_systemd_when_ready(os.environ.pop("NOTIFY_SOCKET", ""))  # gunicorn finds it no more
    return SETTINGS | in_memory | {"post_worker_init": ready} | changes
