"""All connections of a process: how many each circuit has, what they hold in memory, and who goes when it is full."""

from collections import Counter
from collections.abc import Iterator
from heapq import nsmallest
from typing import Final

from store.server.connection import Connection, ConnectionStage

_AT_ONCE: Final = 50  # where there is no room, a fiftieth of all goes


class OpenConnections:
    """Who is connected. A circuit is counted from when it is known (`belongs`) until its connection is removed."""

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
        return iter(tuple(self._all))  # who looks through them may close some

    @property
    def is_full(self) -> bool:
        """Whether no further one may be taken in."""
        return len(self._all) >= self._most

    def add(self, connection: Connection) -> None:
        """A new one, of which no circuit is known yet."""
        self._all.add(connection)

    def belongs(self, connection: Connection, circuit: bytes) -> int:
        """The circuit of this one; how many it has now."""
        connection.sock.circuit = circuit
        self._of_circuit[circuit] += 1
        return self._of_circuit[circuit]

    def hold(self, connection: Connection, data: bytes) -> None:
        """What arrived stays in memory until it is released."""
        connection.arrived += data
        connection.held += len(data)
        self.held_bytes += len(data)

    def release(self, connection: Connection) -> None:
        """Nothing that arrived is held any more."""
        connection.arrived = bytearray()
        self.held_bytes -= connection.held
        connection.held = 0

    def remove(self, connection: Connection) -> None:
        """It is closed."""
        self._all.discard(connection)
        self.release(connection)
        circuit = connection.sock.circuit
        if circuit is not None:
            self._of_circuit[circuit] -= 1
            if not self._of_circuit[circuit]:
                del self._of_circuit[circuit]

    def largest(self) -> Connection | None:
        """Of those that no thread serves yet, the one whose request holds most; None if none holds anything."""
        waiting = (
            one
            for one in self._all
            if one.held and one.stage in {ConnectionStage.ARRIVING, ConnectionStage.IN_LINE}
        )
        return max(waiting, key=lambda one: one.held, default=None)

    @property
    def leaving_bytes(self) -> int:
        """What of answers is ready and was not taken yet."""
        return sum(len(one.sock.outgoing) for one in self._all if one.stage is ConnectionStage.SENDING)

    def fullest(self) -> Connection:
        """Of those that take their answer, the one with most of it left."""
        return max(
            self._all, key=lambda one: len(one.sock.outgoing) if one.stage is ConnectionStage.SENDING else -1
        )

    def least(self) -> list[Connection]:
        """Those that have shown least, of the circuit with most of them first; none whose answer is on its way."""
        givable = [one for one in self._all if one.stage.value < ConnectionStage.SENDING.value]
        return nsmallest(max(1, self._most // _AT_ONCE), givable, key=self._worth)

    def _worth(self, connection: Connection) -> tuple[int, int, float]:
        circuit = connection.sock.circuit
        return (connection.stage.value, -self._of_circuit[circuit] if circuit else 0, connection.since)
