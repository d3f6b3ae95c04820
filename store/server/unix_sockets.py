"""Access to a server that listens on a unix socket: its user, and the group of the socket's folder."""

import os
from pathlib import Path
from socket import socket
from typing import Final, Protocol

OWNER_AND_GROUP: Final = 0o660


class Server(Protocol):
    """gunicorn's master process."""

    LISTENERS: list[socket]


def give_to_folders_group(server: Server) -> None:
    """Open the sockets to their folder's group, as gunicorn's hook `when_ready`.

    By default gunicorn's umask, which is for files, shuts Tor's group out.
    """
    for listener in server.LISTENERS:
        address = listener.getsockname()
        if isinstance(address, str) and address:
            path = Path(address)
            os.chown(path, -1, path.parent.stat().st_gid)
            path.chmod(OWNER_AND_GROUP)
