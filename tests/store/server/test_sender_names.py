"""SenderNames in the queue: a person by whichever token, and all who are not signed in as one."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from store.server.paced_socket import PacedSocket
from store.server.sender_names import MOST_TOKENS, SenderNames


@pytest.fixture
def sock() -> Iterator[PacedSocket]:
    with closing(socket.socket(socket.AF_UNIX)) as plain:
        yield PacedSocket(plain, 60.0, 1)


def sender(senders: SenderNames, sock: PacedSocket, *lines: bytes) -> bytes | None:
    """The sender of a request with these lines in its head."""
    head = b"\r\n".join([b"GET / HTTP/1.1", b"Host: x", *lines, b"", b""])
    senders.look_at(sock, bytearray(head + b"\r\nAuthorization: Bearer body\r\n"), len(head))
    return senders.sender_of(sock)


def bearer(token: str) -> bytes:
    return f"Authorization: Bearer {token}".encode()


def test_a_person_is_one_sender_by_whichever_token(sock: PacedSocket) -> None:
    senders = SenderNames(by_token=True)
    senders.belongs(sock, "sari", "Bearer one")
    sender(senders, sock, bearer("two"))
    senders.belongs(sock, "sari")
    senders.belongs(sock, "budi", "Bearer three")
    one, two, three = (sender(senders, sock, bearer(token)) for token in ("one", "two", "three"))
    assert one == two != three
    assert sender(senders, sock, b"authorization:Bearer one \t") == one
    assert one != b"sari"


def test_those_who_are_not_signed_in_are_one_sender_whatever_they_make_up(sock: PacedSocket) -> None:
    senders = SenderNames(by_token=True)
    senders.belongs(sock, "sari", "Bearer one")
    made_up = {sender(senders, sock, bearer(str(number))) for number in range(50)}
    assert {sender(senders, sock)} == made_up
    assert sender(senders, sock, bearer("one")) not in made_up
    senders.belongs(sock, "sari", "Bearer body")
    assert sender(senders, sock) in made_up  # what stands in a body is no header


def test_tokens_are_forgotten_beyond_a_number(sock: PacedSocket) -> None:
    senders = SenderNames(by_token=True)
    senders.belongs(sock, "sari", "Bearer first")
    for number in range(MOST_TOKENS):
        senders.belongs(sock, "budi", f"Bearer {number}")
    assert sender(senders, sock, bearer("first")) == sender(senders, sock)
    assert sender(senders, sock, bearer("0")) != sender(senders, sock)


def test_where_circuits_are_told_apart_a_token_is_not_looked_at(sock: PacedSocket) -> None:
    senders = SenderNames(by_token=False)
    sock.circuit = b"circuit"
    assert sender(senders, sock, bearer("one")) == b"circuit"
    assert sock.token is None
