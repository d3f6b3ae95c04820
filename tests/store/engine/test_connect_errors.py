"""Why PostgreSQL refused a connection, told in our words whatever its language; nothing of its text is shown."""

import socket
import struct
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from store.engine.database import open_database
from store.errors import StoreDamagedError
from tests.store.processes import Process

SAID = 'Das Passwort für "orang-rahasia" ist falsch'


def refuse(server: socket.socket, sqlstate: str) -> None:
    """Refuse the first connections as PostgreSQL does (protocol 3.0, ErrorResponse)."""
    fields = f"SFATAL\0VFATAL\0C{sqlstate}\0M{SAID}\0\0".encode()
    for _knock in range(2):
        connection, _address = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"E" + struct.pack("!i", len(fields) + 4) + fields)


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
