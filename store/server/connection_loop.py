"""The connection loop of a server process. It waits for slow senders, so that threads never do.

Gunicorn's threaded worker gives each accepted connection to a thread. Sixteen connections that send nothing, send a
head byte by byte, or read slowly, would stop it. Here one loop reads every head, and every text up to `body_bytes`,
before it asks for a thread. It also sends the rest of an answer, and reads and drops unwanted bytes. Threads read files
as they arrive, at a minimum pace, and only some of the threads do (`fair_queue`).
"""

import errno
import select
import selectors
import socket
import time
from collections.abc import Callable
from typing import Final

from store.server.circuits import CircuitLineError, Circuits
from store.server.connection import Connection, ConnectionStage
from store.server.connection_events import ConnectionEvents
from store.server.connection_limits import ConnectionLimits
from store.server.crowding import Crowding
from store.server.delayed_responses import DelayedResponses
from store.server.fair_queue import FairQueue, Priority
from store.server.open_connections import OpenConnections
from store.server.paced_socket import PacedSocket
from store.server.request_head import HeadTooLongError, LengthError, StreamRefusedError, arrival_of
from store.server.sender_names import SenderNames

_PIECE_BYTES: Final = 64 * 1024
_GOODBYE_SECONDS: Final = 2.0
_LOOK_EVERY_SECONDS: Final = 0.5
_ACCEPT_AT_ONCE: Final = 32
_MAY_BE_GONE_SECONDS: Final = 0.1
_NONE_LEFT: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

Serve = Callable[[Connection], None]
Connect = Callable[[PacedSocket, object, float], Connection]


class ConnectionLoop:
    """All connections of the process. Only the loop's thread calls it."""

    def __init__(self, settings: ConnectionLimits, poller: selectors.BaseSelector, serve: Serve) -> None:
        self._settings = settings
        self._events = ConnectionEvents(poller, self._ready)
        self._serve = serve
        self._circuits = Circuits() if settings.circuits else None
        self._open = OpenConnections(settings.connections)
        self._looked = 0.0
        self.delayed_responses: Final = DelayedResponses()
        self.senders: Final = SenderNames(by_token=settings.tokens)
        self._crowding = Crowding(self._open, self.senders, settings.unread_seconds)
        self._queue = FairQueue[Connection](settings.bounds(), time.monotonic(), self.senders.strangers)
        self.closing = False
        self.admits = True

    def __len__(self) -> int:
        return len(self._open)

    @property
    def busy(self) -> bool:
        """Return whether anything is served, waits, or holds memory."""
        return bool(self._queue.serving or self._queue.waiting or self._open.held_bytes)

    def accept(self, listener: socket.socket, connect: Connect) -> None:
        """Accept new connections; when the process is full, close others for them (`crowding`)."""
        began = time.monotonic()
        for _each in range(_ACCEPT_AT_ONCE):
            if self._open.is_full and select.select([listener], [], [], 0)[0]:
                self._make_room(began)
                self.admits = not self._open.is_full  # else none may go: they have just come, or wait for us
            if self._open.is_full:
                return
            try:
                plain, _address = listener.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in _NONE_LEFT:
                    raise
                self.admits = False  # until the next look around, new connections wait in the kernel's queue
                return
            now = time.monotonic()
            sock = PacedSocket(plain, self._settings.pace_seconds, self._settings.pace_bytes)
            connection = connect(sock, listener.getsockname(), now)
            connection.deadline = now + self._settings.head_seconds
            self._open.add(connection)
            self._events.wait_to_read(connection)

    def finished(self, connection: Connection, *, keep: bool) -> None:
        """Take a connection back from the thread that is done with it."""
        self.admits = True
        self._queue.done(connection, time.monotonic())
        self._open.release(connection)
        connection.keep = keep and not self.closing and not connection.sock.ended
        connection.enter(ConnectionStage.SENDING, self._settings.pace_seconds)
        self.delayed_responses.add(connection)
        # All connections are gone through only when this answer adds to what leaves.
        while connection.sock.outgoing and self._open.leaving_bytes > self._settings.leaving_bytes:
            self._give_up(self._crowding.fullest())
        self.send_what_is_due()
        self.serve_next()

    def send_what_is_due(self) -> None:
        """Send the answers whose moment has come; to be called often, and when `delayed_responses` says so."""
        for connection in self.delayed_responses.take():
            if connection not in self._open:  # given up meanwhile
                continue
            if connection.sock.outgoing:
                self._events.wait_to_write(connection)
            else:
                self._answered(connection)

    def serve_next(self) -> None:
        """Give free threads to the next requests."""
        self._queue.rename(lambda connection: self.senders.sender_of(connection.sock))
        while (found := self._queue.take(time.monotonic())) is not None:
            connection, priority = found
            now = time.monotonic()
            if now - connection.since > _MAY_BE_GONE_SECONDS and connection.is_gone():
                self._queue.done(connection, now)
                self._close(connection)
                continue
            seconds = self._settings.line_seconds if priority is Priority.TURNED_AWAY else float("inf")
            connection.sock.begin(
                bytes(connection.arrived),
                streams=priority is Priority.STREAM,
                turned_away=priority is Priority.TURNED_AWAY,
                seconds=seconds,
            )
            connection.arrived = bytearray()
            connection.stage = ConnectionStage.SERVED
            self._serve(connection)

    def check_timeouts(self) -> None:
        """Give up connections that are too slow; to be called often."""
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY_SECONDS:
            return
        self._looked = now
        self.admits = self.admits or not self._open.is_full
        for connection in [peer for peer in self._open if peer.deadline <= now and not peer.is_ours]:
            self._late(connection, now)
        self._turn_away(now)
        self.serve_next()

    def close_idle(self) -> None:
        """Close idle connections and take no further requests, because the process ends."""
        self.closing = True
        for connection in [
            peer for peer in self._open if peer.stage in {ConnectionStage.IDLE, ConnectionStage.LEAVING}
        ]:
            self._close(connection)

    # Events from the poller

    def _ready(self, connection: Connection) -> None:
        if connection not in self._open:  # given up after the poller looked
            return
        try:
            if connection.stage is ConnectionStage.SENDING:
                self._send_more(connection)
                return
            data = connection.sock.plain.recv(_PIECE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            self._close(connection)
            return
        if not data:
            self._close(connection)
        elif connection.stage is ConnectionStage.LEAVING:
            connection.unread_bytes -= len(data)
            if connection.unread_bytes < 0:
                self._close(connection)
        else:
            self._came(connection, data)

    def _came(self, connection: Connection, data: bytes) -> None:
        if connection.stage is ConnectionStage.IDLE:
            connection.enter(ConnectionStage.ARRIVING, self._settings.head_seconds)
        connection.moved += len(data)
        self._open.hold(connection, data)
        try:
            self._advance(connection)
        except (CircuitLineError, LengthError, StreamRefusedError):
            self._refuse(connection, 400)
        except HeadTooLongError:
            self._refuse(connection, 431)
        if self._open.held_bytes > self._settings.held_bytes:
            self._give_up(self._crowding.largest())

    def _advance(self, connection: Connection) -> None:
        if self._circuits is not None and connection.sock.circuit is None and not self._knows(connection):
            return
        if connection.arrival is None:
            settings = self._settings
            connection.arrival = arrival_of(
                connection.arrived, settings.body_bytes, settings.streamed_path, settings.code_path
            )
            if connection.arrival is None:
                return
            connection.has_asked = True
            self.senders.look_at(connection.sock, connection.arrived, connection.arrival.head_bytes)
            if connection.arrival.streams and not settings.stream_path.match(connection.arrived):
                raise StreamRefusedError
            connection.enter(ConnectionStage.ARRIVING, settings.pace_seconds)
        arrival = connection.arrival
        if len(connection.arrived) >= arrival.head_bytes + arrival.body_bytes:
            connection.enter(ConnectionStage.IN_LINE, self._settings.line_seconds)
            sender = self.senders.sender_of(connection.sock)
            self._queue.join(connection, arrival.priority, sender, connection.since)
            self.serve_next()

    def _knows(self, connection: Connection) -> bool:
        circuit = self._circuits.take(connection.arrived) if self._circuits is not None else None
        if circuit is None:
            return False
        if self._open.belongs(connection, circuit) > self._settings.circuit_connections:
            self._refuse(connection, 429)
            return False
        return True

    def _send_more(self, connection: Connection) -> None:
        connection.moved += connection.sock.flush()
        connection.since = time.monotonic()
        if not connection.sock.outgoing:
            self._answered(connection)

    # From stage to stage

    def _answered(self, connection: Connection) -> None:
        if not connection.keep:
            self._say_goodbye(connection)
            return
        ahead = connection.take_ahead()
        connection.arrival = None
        connection.enter(ConnectionStage.IDLE, self._settings.idle_seconds)
        self._events.wait_to_read(connection)
        if ahead:  # a request that came right behind the last one
            self._came(connection, ahead)

    def _say_goodbye(self, connection: Connection) -> None:
        """Hang up after reading and dropping what still comes, in bounds.

        A browser shows an answer only if it could send everything it wanted to.
        """
        streamed = connection.arrival is None or connection.arrival.streams
        try:
            connection.sock.plain.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(connection)
            return
        connection.unread_bytes = self._settings.rest_bytes
        connection.enter(
            ConnectionStage.LEAVING, self._settings.rest_seconds if streamed else _GOODBYE_SECONDS
        )
        self._events.wait_to_read(connection)

    def _refuse(self, connection: Connection, status: int) -> None:
        self._open.release(connection)
        connection.keep = False
        connection.sock.outgoing += self._settings.refusal(status)
        connection.enter(ConnectionStage.SENDING, self._settings.pace_seconds)
        self._events.wait_to_write(connection)

    def _late(self, connection: Connection, now: float) -> None:
        """Close a connection at the end of its window, unless enough moved in it to grant another."""
        if not connection.is_paced or connection.moved < self._settings.pace_bytes:
            self._close(connection)
            return
        connection.moved = 0
        connection.deadline = now + self._settings.pace_seconds

    def _turn_away(self, now: float) -> None:
        for connection in [peer for peer in self._queue.waiting_for_few() if peer.deadline <= now]:
            self._queue.leave(connection)
            sender = self.senders.sender_of(connection.sock)
            self._queue.join(connection, Priority.TURNED_AWAY, sender, now)

    def _make_room(self, began: float) -> None:
        least = self._crowding.least(began)
        if not least and (heaviest := self._queue.heaviest()) is not None:
            least = [heaviest]
        for connection in least or self._crowding.oldest_of_the_new(began):
            self._give_up(connection)

    def _give_up(self, connection: Connection | None) -> None:
        """Close it; never one that a thread works on, whose answer may be the only one that tells a code."""
        if connection is None:
            return
        if connection.stage is ConnectionStage.IN_LINE:
            self._queue.leave(connection)
        self._close(connection)

    def _close(self, connection: Connection) -> None:
        self._open.remove(connection)
        self.admits = True
        self._events.end(connection)
        connection.sock.plain.close()
