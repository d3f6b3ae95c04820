"""Answers of a gateway in other hands to a workstation, from their first byte, over a real connection."""

import contextlib
import socket
import threading
from functools import cache
from pathlib import Path

from journalist_interface.config import Config
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import GatewayError
from store.api.messages import Seen
from tests.fuzz.target import PLANTED, Target

_TOKEN = "A" * 43
_CASE = "0" * 32
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"


class _Liar(threading.Thread):
    """Says `answer` to each that connects, and hangs up."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.answer = b""
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self.start()

    def run(self) -> None:
        while True:
            connection, _ = self._server.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65_536)
                connection.sendall(self.answer)
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(1)
                while connection.recv(65_536):  # a close with unread bytes would reset the connection
                    continue


@cache
def _liar() -> tuple[_Liar, GatewayClient]:
    liar = _Liar()
    nowhere = Path("/nonexistent")
    config = Config(
        person="sari",
        host="sari.localhost",
        port=8_082,
        gateway=f"http://127.0.0.1:{liar.port}",
        office_fingerprint="A" * 40,
        office_certificate=nowhere,
        gnupg_home=nowhere,
        state=nowhere,
        gateway_seconds=5,
    )
    return liar, GatewayClient(config)


def run(data: bytes) -> None:
    """The first byte says what was asked for."""
    liar, client = _liar()
    liar.answer = data[1:]
    asked = (data[0] if data else 0) % 9
    if asked == 0:
        client.roster()
    elif asked == 1:
        client.challenge()
    elif asked == 2:
        client.cases(_TOKEN, "cursor")
    elif asked == 3:
        client.entries(_TOKEN, _CASE)
    elif asked == 4:
        client.seen(_TOKEN, _CASE, Seen(1).sequence)
    elif asked == 5:
        client.sign_out(_TOKEN)
    elif asked == 6:
        client.upload(_TOKEN, _CASE, iter((b"x",)))
    else:
        with client.blob(_TOKEN, _CASE, _CASE, 1_000) as pieces:
            assert sum(map(len, pieces)) <= 1_000


def _answer(asked: int, body: bytes) -> bytes:
    return bytes([asked]) + _HEAD % (len(body), body)


_REFUSAL = b'{"problem":"throttled","wait":9}'

TARGET = Target(
    run,
    (GatewayError,),
    (
        _answer(0, b'{"statement":"YQ==","signature":"YQ=="}'),
        _answer(2, b'{"cases":[],"next":"' + PLANTED.encode() + b'"}'),
        _answer(3, PLANTED.encode()),
        b"\x04HTTP/1.1 204 No Content\r\n\r\n",
        b"\x05HTTP/1.1 429 Wait\r\nContent-Length: %d\r\n\r\n%s" % (len(_REFUSAL), _REFUSAL),
        b"\x07HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
        b"\x01HTTP/1.1 301 Moved\r\nLocation: http://evil.example/\r\nSet-Cookie: a=b\r\n\r\n",
        b"\x01HTTP/1.1 301 Moved\r\nLocation: h: a=b\r\n\r\n",
        b"\x01HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b",
        b"\x02HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n[",
        b"\x02HTTP/0.9 " + PLANTED.encode() + b"\r\n",
    ),
    largest=2_048,
)
