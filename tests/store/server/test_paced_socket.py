"""The socket that gunicorn's threads write to: what leaves together, and what leaves at once."""

import socket
from collections.abc import Iterator

import pytest

from store.server.paced_socket import PacedSocket

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"

Ends = tuple[PacedSocket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """Our end of a connection, in the midst of a request, and the other one, which receives each send by itself."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    theirs.setblocking(False)
    paced = PacedSocket(ours, window=5.0, least=1)
    _begin(paced)
    with ours, theirs:
        yield paced, theirs


def _begin(paced: PacedSocket) -> None:
    paced.begin(b"", streams=False, turned_away=False, seconds=5.0)


def _came(theirs: socket.socket) -> list[bytes]:
    pieces: list[bytes] = []
    while True:
        try:
            pieces.append(theirs.recv(1000))
        except BlockingIOError:
            return pieces


def test_the_head_of_an_answer_leaves_together_with_its_body(ends: Ends) -> None:
    paced, theirs = ends
    paced.sendall(HEAD)
    assert _came(theirs) == []
    paced.sendall(b"halo\n")
    assert _came(theirs) == [HEAD + b"halo\n"]


def test_a_head_without_a_body_is_kept_for_the_loop_to_send(ends: Ends) -> None:
    paced, theirs = ends
    paced.sendall(HEAD)
    assert bytes(paced.outgoing) == HEAD
    assert paced.flush() == len(HEAD)
    assert _came(theirs) == [HEAD]


def test_a_piece_of_a_body_that_ends_like_a_head_leaves_at_once(ends: Ends) -> None:
    paced, theirs = ends
    for data in (HEAD, b"a", b"\r\n\r\n"):
        paced.sendall(data)
    assert _came(theirs) == [HEAD + b"a", b"\r\n\r\n"]


def test_the_next_answer_on_the_connection_is_held_for_its_body_too(ends: Ends) -> None:
    paced, theirs = ends
    for _request in range(2):
        _begin(paced)
        paced.sendall(HEAD)
        paced.sendall(b"halo\n")
    assert _came(theirs) == [HEAD + b"halo\n"] * 2


def test_a_sender_who_waits_to_go_on_is_told_at_once(ends: Ends) -> None:
    paced, theirs = ends
    paced.send(GO_ON)
    assert _came(theirs) == [GO_ON]
    paced.sendall(HEAD)
    paced.sendall(b"halo\n")
    assert _came(theirs) == [HEAD + b"halo\n"]
