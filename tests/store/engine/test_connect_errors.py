"""Why PostgreSQL refused a connection, told in our words whatever its language; nothing of its text is shown."""

import socket
import struct
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from store.engine.database import open_database
from store.errors import StoreDamagedError
from tests.store.processes import Process

END = b"end"
SSL_REQUEST = struct.pack("!ii", 8, 80877103)
SAID = 'Das Passwort für "orang-rahasia" ist falsch'


def refuse(server: socket.socket, sqlstate: str) -> None:
    """Refuse the first connections as PostgreSQL does (protocol 3.0, ErrorResponse)."""
    fields = f"SFATAL\0VFATAL\0C{sqlstate}\0M{SAID}\0\0".encode()
    for _knock in range(2):
        connection, _address = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"E" + struct.pack("!i", len(fields) + 4) + fields)


def speak_no_tls(server: socket.socket) -> list[bytes]:
    """Answer every question for TLS with no, and tell what was sent, until the test asks for the end."""
    sent: list[bytes] = []
    while True:
        connection, _address = server.accept()
        with connection:
            connection.settimeout(2)
            sent.append(connection.recv(4096))
            if sent[-1] == END:
                return sent[:-1]
            with suppress(OSError):  # a client that got no for an answer may be gone, or wait
                connection.sendall(b"N")
                sent.append(connection.recv(4096))


@contextmanager
def refusing(sqlstate: str) -> Iterator[int]:
    """A server in a process of its own; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        process = Process(refuse, server, sqlstate)
        yield server.getsockname()[1]
    process.result()


@pytest.mark.parametrize(
    ("sqlstate", "told"),
    [
        ("57P03", "starting, stopping or recovering"),
        ("53300", "no connection is left"),
        ("28000", "does not run as the user of its role"),
    ],
)
def test_a_refusal_is_told_in_our_words(sqlstate: str, told: str) -> None:
    with refusing(sqlstate) as port, pytest.raises(StoreDamagedError, match=told) as caught:
        open_database(f"postgresql+psycopg://kentongan@127.0.0.1:{port}/kentongan?sslmode=disable")
    shown = "".join(traceback.format_exception(caught.value)) + str(caught.value.__context__)
    assert SAID not in shown
    assert "orang-rahasia" not in shown


def test_nothing_but_the_question_for_tls_leaves_without_it_where_it_is_demanded() -> None:
    """An attacker who sits between is told no name of a user here, not even while it is found out what is wrong."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        process = Process(speak_no_tls, server)
        try:
            with pytest.raises(StoreDamagedError, match="but not with the TLS that `sslmode`"):
                open_database(
                    f"postgresql+psycopg://kentongan@127.0.0.1:{port}/kentongan?sslmode=verify-full"
                )
        finally:
            with socket.create_connection(("127.0.0.1", port)) as last:
                last.sendall(END)
            sent = process.result()
    assert set(sent) == {SSL_REQUEST, b""}


def test_where_nothing_listens_tls_is_not_to_blame() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(StoreDamagedError, match="does not answer where `database` says"):
        open_database(f"postgresql+psycopg://kentongan@127.0.0.1:{port}/kentongan?sslmode=verify-full")
