"""Answers that are ready but must not leave yet, so that their moment does not tell how long the work took."""

import time

from store.server.connection import Connection


class DelayedResponses:
    """Connections whose answers each leave at a set moment. They hold no thread, only the memory of the answer."""

    def __init__(self) -> None:
        self._waiting: list[Connection] = []

    def add(self, connection: Connection) -> None:
        """Add a connection whose answer is ready."""
        self._waiting.append(connection)

    def patience(self, seconds: float) -> float:
        """Return how many seconds, at most `seconds`, may pass before an answer must leave."""
        first = min((connection.sock.leaves_at for connection in self._waiting), default=float("inf"))
        return max(0.0, min(seconds, first - time.monotonic()))

    def take(self) -> list[Connection]:
        """Remove and return the connections whose moment has come."""
        now = time.monotonic()
        found = [connection for connection in self._waiting if connection.sock.leaves_at <= now]
        self._waiting = [connection for connection in self._waiting if connection.sock.leaves_at > now]
        return found
