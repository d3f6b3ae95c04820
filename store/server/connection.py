"""One connection, and its stage."""

import select
import time
from enum import Enum

from store.server.paced_socket import PacedSocket
from store.server.request_head import Arrival


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

    __hash__ = object.__hash__  # of an enumeration it would hash the name, in Python


class Connection:
    """A connection with what the loop knows about it. Times are monotonic seconds.

    `since` is when its stage began, or when its answer last moved.
    """

    def __init__(self, sock: PacedSocket, now: float) -> None:
        self.sock = sock
        self.stage = ConnectionStage.ARRIVING
        self.since = now
        self.deadline = now
        self.arrived = bytearray()
        self.arrival: Arrival | None = None
        self.has_asked = False
        self.held = 0
        self.moved = 0
        self.unread_bytes = 0
        self.keep = False
        self.awaited_event = 0

    @property
    def is_ours(self) -> bool:
        """Return whether the request is whole, and only this process can be late."""
        return self.stage in {ConnectionStage.IN_LINE, ConnectionStage.SERVED}

    @property
    def is_paced(self) -> bool:
        """Return whether a window may follow the last one: a body arrives, or an answer leaves."""
        body_arrives = self.stage is ConnectionStage.ARRIVING and self.arrival is not None
        return body_arrives or self.stage is ConnectionStage.SENDING

    def enter(self, stage: ConnectionStage, seconds: float) -> None:
        """Begin a stage that may last so long."""
        self.stage = stage
        self.moved = 0
        self.since = time.monotonic()
        self.deadline = self.since + seconds

    def take_ahead(self) -> bytes:
        """Take what came behind the request and was not read as part of it."""
        return self.sock.take_ahead()

    def is_gone(self) -> bool:
        """Return whether the sender hung up; on a unix socket that differs from having sent all (poll(2), POLLHUP)."""
        poll = select.poll()
        poll.register(self.sock, 0)
        return bool(poll.poll(0))
