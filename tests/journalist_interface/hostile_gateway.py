"""A gateway in other hands: it passes everything on to the real one, but for the addresses it lies about."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import httpx
import msgspec

from tests.loopback import NO_AUTHORITIES
from tests.serving import serving

Lie = Callable[["Handler"], None]


class HostileGateway:
    """Speaks plain HTTP on loopback. `lies` maps (method, beginning of the path) to what is done instead."""

    def __init__(self, real: str) -> None:
        self.real = httpx.Client(base_url=real, trust_env=False, verify=NO_AUTHORITIES, timeout=30)
        self.lies: dict[tuple[str, str], Lie] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.gateway = self  # type: ignore[attr-defined]  # the handler finds us through its server
        self._stack = ExitStack()
        self._stack.enter_context(serving(self._server))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        self.real.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def lying(self, method: str, path: str, lie: Lie) -> Iterator[None]:
        """Lie about these addresses meanwhile."""
        self.lies[method, path] = lie
        try:
            yield
        finally:
            del self.lies[method, path]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing: the tests' output is for tests."""

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    @property
    def gateway(self) -> HostileGateway:
        found: HostileGateway = self.server.gateway  # type: ignore[attr-defined]  # set by the gateway
        return found

    def send(self, status: int, body: bytes, **headers: str) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in ({"Content_Length": str(len(body)), "Connection": "close"} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def forward(self) -> httpx.Response:
        """Return what the real gateway answers."""
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in {"host", "transfer-encoding"}
        }
        return self.gateway.real.request(self.command, self.path, content=self._body, headers=headers)

    def _handle(self) -> None:
        self.gateway.asked.append((self.path, dict(self.headers.items())))
        self._body = self._read_body()
        for (method, beginning), lie in self.gateway.lies.items():
            if self.command == method and self.path.startswith(beginning):
                self.close_connection = True
                lie(self)
                return
        answer = self.forward()
        self.send(answer.status_code, answer.content, Content_Type="application/json")

    def _read_body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))


def json_answer(body: Any, status: int = 200) -> Lie:  # noqa: ANN401 - any JSON
    """Answer with this JSON."""
    return lambda handler: handler.send(status, msgspec.json.encode(body))


def raw(status: int, body: bytes = b"", **headers: str) -> Lie:
    """Answer with these bytes and headers."""
    return lambda handler: handler.send(status, body, **headers)


def altered(change: Callable[[Any], Any]) -> Lie:
    """Answer as the real gateway does, with its JSON changed."""

    def lie(handler: Handler) -> None:
        answer = handler.forward()
        handler.send(answer.status_code, msgspec.json.encode(change(answer.json())))

    return lie


def endless(handler: Handler) -> None:
    """A body that never ends."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 1024 * 1024)
    except OSError:
        return  # the workstation hung up, as it must


def silent(handler: Handler) -> None:
    """No answer at all, until the workstation hangs up."""
    handler.connection.recv(1)
    handler.close_connection = True


def trickling_head(handler: Handler) -> None:
    """A head that grows now and then, and never ends."""
    handler.close_connection = True
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            handler.wfile.write(b"a")
            threading.Event().wait(0.2)
    except OSError:
        return


def trickling(handler: Handler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" ")
            threading.Event().wait(0.2)
    except OSError:
        return
