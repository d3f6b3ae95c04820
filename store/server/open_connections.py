"""All connections of a process: how many each circuit has, and the memory they hold."""

from collections import Counter
from collections.abc import Iterator

from store.server.connection import Connection, ConnectionStage


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

    @property
    def leaving_bytes(self) -> int:
        """The bytes of answers that are ready and not yet taken."""
        return sum(len(peer.sock.outgoing) for peer in self._all if peer.stage is ConnectionStage.SENDING)
