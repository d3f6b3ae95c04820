"""A process with no room for another connection: newcomers are answered, and a flood gives way to them."""

import select
import selectors
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from store.server.connection import Connection
from store.server.connection_limits import ConnectionLimits
from store.server.connection_loop import ConnectionLoop
from store.server.paced_socket import PacedSocket
from tests.load.unix_server import proxy_line

CONNECTIONS = 40
OF_CIRCUIT = 13
TRIES = 30
LONG, SHORT = bytes(1_000_000), b"answered"


class Table:
    """A connection loop in this process. Its threads answer when the test says so."""

    def __init__(self, folder: Path, opened: ExitStack, *, tokens: bool, streams: int = 1) -> None:
        self.path = folder / "full.sock"
        self.opened = opened
        self.tokens = tokens
        self.person = "sari"
        self.served: list[Connection] = []
        self.listener = opened.enter_context(socket.socket(socket.AF_UNIX))
        self.listener.bind(str(self.path))
        self.listener.listen(100)
        self.listener.setblocking(False)
        self.poller = opened.enter_context(selectors.DefaultSelector())
        settings = ConnectionLimits(
            refusal=lambda _status: b"",
            threads=3 + streams,
            streams=streams,
            circuit_streams=3,
            connections=CONNECTIONS,
            circuits=not tokens,
            tokens=tokens,
        )
        self.loop = ConnectionLoop(settings, self.poller, self.served.append)

    def turn(self) -> None:
        """Accept who waits, and look at what came, until nothing comes any more."""
        while True:
            self.loop.accept(self.listener, lambda sock, _server, now: Connection(sock, now))
            if not (events := self.poller.select(0)):
                return
            for key, _event in events:
                key.data(key.fileobj)

    def asks(self, sender: str, line: str = "GET / HTTP/1.1\r\nHost: x") -> socket.socket:
        """A new connection of this circuit, or with this person's token, that asks for something."""
        client = self.opened.enter_context(socket.socket(socket.AF_UNIX))
        client.settimeout(20)
        client.connect(str(self.path))
        before = b"" if self.tokens else proxy_line(sender)
        bearer = f"Authorization: Bearer {sender}\r\n" if self.tokens else ""
        client.sendall(before + f"{line}\r\n{bearer}\r\n".encode())
        self.turn()
        return client

    def answer(self, answer: bytes) -> None:
        """Every request that a thread has, and those that come to one thereby, are answered so."""
        while self.served:
            connection = self.served.pop()
            if self.tokens:
                self.loop.senders.belongs(connection.sock, self.person)
            assert isinstance(connection.sock, PacedSocket)
            connection.sock.sendall(answer)
            self.loop.finished(connection, keep=False)
        self.turn()

    def is_answered(self, sender: str) -> bool:
        """Return whether a newcomer gets an answer."""
        client = self.asks(sender)
        self.answer(SHORT)
        try:
            return client.recv(100) == SHORT
        except ConnectionResetError:
            return False
        finally:
            client.close()
            self.turn()


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


@pytest.fixture
def table(tmp_path: Path, opened: ExitStack, monotonic: list[float]) -> Table:
    assert monotonic
    return Table(tmp_path, opened, tokens=False)


def test_readers_who_do_not_read_leave_every_newcomer_an_answer(table: Table) -> None:
    for number in range(CONNECTIONS):
        table.asks(f"flood {number // OF_CIRCUIT}")
        table.answer(LONG)
    assert sum(table.is_answered(f"honest {number}") for number in range(TRIES)) == TRIES


def test_readers_over_many_circuits_who_take_nothing_for_long_give_way(
    table: Table, monotonic: list[float]
) -> None:
    readers = []
    for number in range(CONNECTIONS):
        readers.append(table.asks(f"flood {number}"))
        table.answer(LONG)
        monotonic[0] += 0.01
    monotonic[0] += 9
    assert readers[0].recv(400_000)
    table.turn()
    monotonic[0] += 2
    assert sum(table.is_answered(f"honest {number}") for number in range(TRIES)) == TRIES
    assert len(b"".join(iter(lambda: _taken(readers[0], table), b""))) > len(LONG) - 400_000 - 1


def _taken(reader: socket.socket, table: Table) -> bytes:
    table.turn()
    return reader.recv(400_000)


def test_requests_in_line_leave_a_newcomer_a_place_in_it(table: Table) -> None:
    for number in range(CONNECTIONS):
        table.asks(f"flood {number // OF_CIRCUIT}")
    newcomers = [table.asks(f"honest {number}") for number in range(10)]
    table.answer(SHORT)
    assert [newcomer.recv(100) for newcomer in newcomers] == [SHORT] * len(newcomers)


def test_answers_that_one_person_does_not_read_leave_every_newcomer_an_answer(
    tmp_path: Path, opened: ExitStack, monotonic: list[float]
) -> None:
    gateway = Table(tmp_path, opened, tokens=True)
    gateway.person = "budi"
    colleague = gateway.asks("first")
    gateway.answer(LONG)
    gateway.person = "sari"
    for number in range(CONNECTIONS):
        monotonic[0] += 0.01
        gateway.asks(f"token {number}")
        gateway.answer(LONG)
    gateway.person = "budi"
    assert sum(gateway.is_answered(f"colleague {number}") for number in range(TRIES)) == TRIES
    assert len(b"".join(iter(lambda: _taken(colleague, gateway), b""))) == len(LONG)


def test_files_with_tokens_that_were_unknown_when_they_came_count_as_their_persons(
    tmp_path: Path, opened: ExitStack
) -> None:
    gateway = Table(tmp_path, opened, tokens=True, streams=4)
    file = "POST /file HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"
    for number in range(2):
        gateway.asks(f"token {number}", file)
        gateway.loop.senders.belongs(gateway.served[-1].sock, "sari")
    for _each in range(2):
        gateway.asks("token 0", file)
    gateway.asks("token 2", file)
    assert len(gateway.served) == 3
    gateway.loop.senders.belongs(gateway.served[-1].sock, "budi", "Bearer colleague")
    gateway.asks("colleague", file)
    assert len(gateway.served) == 4


def test_nobody_goes_while_nobody_waits_and_none_for_one_of_the_same_moment(
    table: Table, monotonic: list[float]
) -> None:
    clients = [table.opened.enter_context(socket.socket(socket.AF_UNIX)) for _each in range(CONNECTIONS + 1)]
    for client in clients[:-1]:
        client.connect(str(table.path))
    table.turn()
    table.turn()  # one accepts 32
    assert (len(table.loop), table.loop.admits) == (CONNECTIONS, True)
    clients[-1].connect(str(table.path))
    table.turn()
    assert (len(table.loop), table.loop.admits) == (CONNECTIONS, False)
    assert not _gone(clients)
    monotonic[0] += 0.1
    table.turn()
    assert (len(table.loop), table.loop.admits) == (CONNECTIONS, True)
    assert len(_gone(clients)) == 1


def _gone(clients: list[socket.socket]) -> list[socket.socket]:
    """Those whose connection was closed."""
    return select.select(clients, [], [], 0)[0]
