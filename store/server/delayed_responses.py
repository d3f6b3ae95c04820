"""Answers that are ready and must not leave yet, so that their moment does not tell how long the work took."""

import time

from store.server.connection import Connection


class DelayedResponses:
    """Connections whose answer has a moment of its own. They hold no thread, only what the answer weighs."""

    def __init__(self) -> None:
        self._waiting: list[Connection] = []

    def add(self, connection: Connection) -> None:
        """The answer of this one is ready."""
        self._waiting.append(connection)

    def patience(self, seconds: float) -> float:
        """How long one may wait, at most so many seconds, before an answer must leave."""
        first = min((one.sock.leaves_at for one in self._waiting), default=float("inf"))
        return max(0.0, min(seconds, first - time.monotonic()))

    def take(self) -> list[Connection]:
        """Those whose moment has come."""
        now = time.monotonic()
        found = [one for one in self._waiting if one.sock.leaves_at <= now]
        self._waiting = [one for one in self._waiting if one.sock.leaves_at > now]
        return found
