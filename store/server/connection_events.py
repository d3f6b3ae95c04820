"""The poller's events of connections: which one each connection waits for, and which one counts."""

import selectors
from collections.abc import Callable
from typing import Final

from store.server.connection import Connection, ConnectionStage

_NO_EVENT: Final = 0
_EVENTS: Final = {
    ConnectionStage.LEAVING: selectors.EVENT_READ,
    ConnectionStage.IDLE: selectors.EVENT_READ,
    ConnectionStage.ARRIVING: selectors.EVENT_READ,
    ConnectionStage.SENDING: selectors.EVENT_WRITE,
}
"""The event for which a stage waits. In the other stages the sender waits for us."""


class ConnectionEvents:
    """The events of all connections of a loop, for which `ready` is called.

    A connection stays registered while its request is served, because each change costs a call of the system. What
    its sender sends meanwhile ends that at once, and is looked at when the answer has left.
    """

    def __init__(self, poller: selectors.BaseSelector, ready: Callable[[Connection], None]) -> None:
        self._poller = poller
        self._ready = ready

    def wait_to_read(self, connection: Connection) -> None:
        """Wait until something arrives, or the sender hangs up."""
        self._wait(connection, selectors.EVENT_READ)

    def wait_to_write(self, connection: Connection) -> None:
        """Wait until the network takes more of the answer."""
        self._wait(connection, selectors.EVENT_WRITE)

    def end(self, connection: Connection) -> None:
        """Wait for nothing of this connection any more."""
        if connection.awaited_event:
            connection.awaited_event = _NO_EVENT
            self._poller.unregister(connection.sock)

    def _wait(self, connection: Connection, event: int) -> None:
        if connection.awaited_event == event:
            return
        change = self._poller.modify if connection.awaited_event else self._poller.register
        change(connection.sock, event, lambda _sock: self._came(connection))
        connection.awaited_event = event

    def _came(self, connection: Connection) -> None:
        if connection.awaited_event == _EVENTS.get(connection.stage):
            self._ready(connection)
        else:  # sent, or hung up, while the request is served or its answer waits for its moment
            self.end(connection)
