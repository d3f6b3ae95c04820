"""All connections of a process: how many each circuit has, the memory they hold, and which close when it is full."""

from collections import Counter
from collections.abc import Iterator
from heapq import nsmallest
from typing import Final

from store.server.connection import Connection, ConnectionStage

_AT_ONCE: Final = 50  # when there is no room, a fiftieth of all connections closes


class OpenConnections:
    """The open connections. A circuit counts from when it is known (`belongs`) until its connection is removed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._all: set[Connection] = set()
        self._of_circuit: Counter[bytes] = Counter()
        self.held_bytes = 0

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, connection: Connection) -> bool:
        return connection in self._all

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._all))  # the caller's loop may close some

    @property
    def is_full(self) -> bool:
        """Return whether no further connection may be accepted."""
        return len(self._all) >= self._most

    def add(self, connection: Connection) -> None:
        """Add a new connection, whose circuit is not known yet."""
        self._all.add(connection)

    def belongs(self, connection: Connection, circuit: bytes) -> int:
        """Set the connection's circuit and return how many connections the circuit has now."""
        connection.sock.circuit = circuit
        self._of_circuit[circuit] += 1
        return self._of_circuit[circuit]

    def hold(self, connection: Connection, data: bytes) -> None:
        """Keep arrived data in memory until it is released."""
        connection.arrived += data
        connection.held += len(data)
        self.held_bytes += len(data)

    def release(self, connection: Connection) -> None:
        """Release everything that arrived."""
        connection.arrived = bytearray()
        self.held_bytes -= connection.held
        connection.held = 0

    def remove(self, connection: Connection) -> None:
        """Remove a closed connection."""
        self._all.discard(connection)
        self.release(connection)
        circuit = connection.sock.circuit
        if circuit is not None:
            self._of_circuit[circuit] -= 1
            if not self._of_circuit[circuit]:
                del self._of_circuit[circuit]

    def largest(self) -> Connection | None:
        """Return the unserved connection whose request holds most, or None if none holds anything."""
        waiting = (
            peer
            for peer in self._all
            if peer.held and peer.stage in {ConnectionStage.ARRIVING, ConnectionStage.IN_LINE}
        )
        return max(waiting, key=lambda peer: peer.held, default=None)

    @property
    def leaving_bytes(self) -> int:
        """The bytes of answers that are ready and not yet taken."""
        return sum(len(peer.sock.outgoing) for peer in self._all if peer.stage is ConnectionStage.SENDING)

    def fullest(self) -> Connection:
        """Return the connection with most of its answer left to take."""
        return max(
            self._all,
            key=lambda peer: len(peer.sock.outgoing) if peer.stage is ConnectionStage.SENDING else -1,
        )

    def least(self) -> list[Connection]:
        """Return the connections that have shown least, of the busiest circuit first.

        A connection whose answer is on its way is not among them.
        """
        givable = [peer for peer in self._all if peer.stage.value < ConnectionStage.SENDING.value]
        return nsmallest(max(1, self._most // _AT_ONCE), givable, key=self._worth)

    def _worth(self, connection: Connection) -> tuple[int, int, float]:
        circuit = connection.sock.circuit
        return (connection.stage.value, -self._of_circuit[circuit] if circuit else 0, connection.since)
