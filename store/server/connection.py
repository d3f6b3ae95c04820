"""One connection, and its stage."""

import itertools
import select
from enum import Enum
from typing import Any

from gunicorn.workers.gthread import TConn

from store.server.arrival import Arrival
from store.server.paced_socket import PacedSocket

_numbers = itertools.count()


class ConnectionStage(Enum):
    """The stages of a connection, by what it waits for; the first to be given up stands first."""

    LEAVING = 0
    """For the other side to read our last words and hang up."""
    IDLE = 1
    """For a further request."""
    ARRIVING = 2
    """For the rest of a head, or of a text."""
    SENDING = 3
    """For the other side to take the answer."""
    IN_LINE = 4
    """For a thread."""
    SERVED = 5
    """For the thread to finish."""


class Connection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """A connection that gunicorn's threads serve, with what the loop knows about it. Times are monotonic seconds."""

    sock: PacedSocket

    def __init__(self, cfg: Any, sock: PacedSocket, server: Any, now: float) -> None:  # noqa: ANN401 - gunicorn's
        super().__init__(cfg, sock, "", server)  # nothing behind this sees an address
        self.data_ready = True  # the loop made sure of it
        self.number = next(_numbers)
        self.stage = ConnectionStage.ARRIVING
        self.since = now
        self.deadline = now
        self.arrived = bytearray()
        self.arrival: Arrival | None = None
        self.held = 0
        self.moved = 0
        self.unread_bytes = 0
        self.keep = False
        self.watched = False

    def is_gone(self) -> bool:
        """Return whether the sender hung up; on a unix socket that differs from having sent all (poll(2), POLLHUP)."""
        poll = select.poll()
        poll.register(self.sock, 0)
        return bool(poll.poll(0))

    def __hash__(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        return self is other
