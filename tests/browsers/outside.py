"""The world outside, as the browsers meet it: a proxy that answers nothing and notes who was asked."""

import socketserver
from contextlib import ExitStack
from typing import Self

from tests.browsers.interface import Proxy
from tests.serving import serving

REFUSAL = b"HTTP/1.1 502 Nothing is outside\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class _Asked(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        line = self.rfile.readline(4096).decode("latin-1").strip()
        if line and isinstance(self.server, _Server):
            self.server.asked.append(line)
            self.wfile.write(REFUSAL)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Asked)


class Outside:
    """A context manager; `proxy` is what browsers must be started with."""

    def __enter__(self) -> Self:
        self._server = _Server()
        self._stack = ExitStack()
        self._stack.enter_context(serving(self._server))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def proxy(self) -> Proxy:
        """The proxy that leads nowhere."""
        return Proxy("http", int(self._server.server_address[1]))

    def asked(self) -> list[str]:
        """The requests for hosts outside since the last call, as `GET http://…` or `CONNECT …`."""
        lines, self._server.asked = self._server.asked, []
        return lines
