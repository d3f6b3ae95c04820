"""A SOCKS5 proxy for tests (RFC 1928, RFC 1929): notes who asked for what, and leads every name to one place."""

import socket
import socketserver
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final, Self

from tests.serving import serving

NAME: Final = 3  # address type: the client left resolving to the proxy
REFUSALS: Final = {
    "refuses": b"\x05\x04\x00\x01" + bytes(6),
    "speaks HTTP": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "hangs up": b"",
}


@dataclass(frozen=True)
class ProxyRequest:
    """One connection: what was asked for, and with which credentials."""

    kind: int
    host: str
    port: int
    user: str
    password: str = field(repr=False)


class SocksProxy:
    """A context manager; `leads_to` is the port on loopback behind it, `answer` what it says instead."""

    def __init__(self, leads_to: int, answer: bytes | None = None) -> None:
        self.leads_to = leads_to
        self.answer = answer
        self.asked: list[ProxyRequest] = []

    def __enter__(self) -> Self:
        self._server = _Server(self)
        self._stack = ExitStack()
        self._stack.enter_context(serving(self._server))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def address(self) -> str:
        """Return it as a configuration names it."""
        return f"socks5h://127.0.0.1:{self._server.server_address[1]}"


class _Connection(socketserver.StreamRequestHandler):
    timeout = 20

    def handle(self) -> None:
        _, count = self.rfile.read(2)
        methods = self.rfile.read(count)
        user = password = ""
        self.wfile.write(b"\x05\x02" if 2 in methods else b"\x05\x00")
        if 2 in methods:
            user = self.rfile.read(self.rfile.read(2)[1]).decode()
            password = self.rfile.read(self.rfile.read(1)[0]).decode()
            self.wfile.write(b"\x01\x00")
        kind = self.rfile.read(4)[3]
        host = (
            self.rfile.read(self.rfile.read(1)[0]).decode() if kind == NAME else self.rfile.read(4).hex(".")
        )
        port = int.from_bytes(self.rfile.read(2))
        proxy: SocksProxy = self.server.proxy  # type: ignore[attr-defined]  # set by our own server
        proxy.asked.append(ProxyRequest(kind, host, port, user, password))
        if proxy.answer is not None:
            self.wfile.write(proxy.answer)
            return
        with socket.create_connection(("127.0.0.1", proxy.leads_to), 20) as target:
            self.wfile.write(b"\x05\x00\x00\x01" + bytes(6))
            back = threading.Thread(target=_copy, args=(target, self.connection), daemon=True)
            back.start()
            _copy(self.connection, target)
            back.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, proxy: SocksProxy) -> None:
        self.proxy = proxy
        super().__init__(("127.0.0.1", 0), _Connection)


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65_536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one side left
