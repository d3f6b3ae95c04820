"""The limits of a server process: how much it lets in, how long it waits, and what a configuration says of that."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from store.server.fair_queue import QueueBounds
from store.web.configuration import Positive, Settings

NOTHING: Final = re.compile(rb"(?!)")
ANYTHING: Final = re.compile(rb"")


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """The limits of one process, and the paths that they treat apart.

    `refusal` makes a whole HTTP answer of a status: 400, 429, 431 or 503; it holds nothing of a request. With
    `circuits`, each connection begins with a line of the PROXY protocol. With `tokens`, the person whose token a
    request bears counts in the queue as a circuit does, and all requests without a good one count as one more. Without
    either, all connections are strangers to each other, and the counts by circuit do not apply. A request whose head
    matches `streamed_path` holds one of the places for `streams`; one that matches `code_path` holds one of the places
    for `codes`. Streams are taken at addresses that match `stream_path` alone. When the process is full, readers go
    before others who took nothing for `unread_seconds`.
    """

    refusal: Callable[[int], bytes]
    threads: int
    streams: int
    circuits: bool = False
    tokens: bool = False
    streamed_path: re.Pattern[bytes] = NOTHING
    stream_path: re.Pattern[bytes] = ANYTHING
    code_path: re.Pattern[bytes] = NOTHING
    codes: int = 0

    connections: int = 600
    circuit_connections: int = 16
    circuit_requests: int = 4
    circuit_streams: int = 2
    turned_away: int = 2

    head_seconds: float = 20.0
    idle_seconds: float = 5.0
    line_seconds: float = 20.0
    unread_seconds: float = 10.0
    pace_seconds: float = 60.0
    bytes_per_second: int = 256

    body_bytes: int = 1024 * 1024
    held_bytes: int = 64 * 1024 * 1024
    leaving_bytes: int = 128 * 1024 * 1024
    rest_seconds: float = 60.0
    rest_bytes: int = 64 * 1024 * 1024

    @property
    def pace_bytes(self) -> int:
        """The bytes that must move in each window of `pace_seconds`."""
        return round(self.pace_seconds * self.bytes_per_second)

    def bounds(self) -> QueueBounds:
        """Return the bounds of the queue: streams and codes never hold the last threads."""
        return QueueBounds(
            threads=self.threads,
            streams=max(1, min(self.streams, self.threads - self.turned_away - self.codes - 1)),
            turned_away=self.turned_away,
            of_circuit=self.circuit_requests,
            streams_of_circuit=self.circuit_streams,
            codes=self.codes,
        )


class ServedSettings(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the connection loop. A sender below `bytes_per_second`, averaged over `pace_seconds`, is given up."""

    threads: Positive
    connections: Positive
    head_seconds: Positive = 20
    pace_seconds: Positive = 60
    bytes_per_second: Positive = 256
    line_seconds: Positive = 20

    def configured(self, limits: ConnectionLimits) -> ConnectionLimits:
        """Return these limits with what the configuration says in place of their defaults."""
        return replace(
            limits,
            connections=self.connections,
            head_seconds=self.head_seconds,
            pace_seconds=self.pace_seconds,
            bytes_per_second=self.bytes_per_second,
            line_seconds=self.line_seconds,
        )
