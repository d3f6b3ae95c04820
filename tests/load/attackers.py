"""The kinds of senders of a flood. Each is a function that does its worst once and raises `OSError` when cut off."""

from collections.abc import Callable, Iterator
from http.client import SEE_OTHER
from threading import Event

from tests.load.visits import FORM, HOST, Browser, Connector
from tests.noise import noise
from tests.source_interface.reporter import ENTRY, multipart

BOUNDARY = "----banjir"
UPLOAD_BYTES = 256 * 1024 * 1024
PIECE_BYTES = 64 * 1024
DRIP_SECONDS = 0.5

Attack = Callable[[Connector, str, Event], int]
"""(connector, label of the circuit, when to stop) -> the status that the server answered; 0 for none."""


def submission(connect: Connector, circuit: str, _stop: Event) -> int:
    """One report after the other over a connection, until the server says no."""
    with Browser(connect, circuit) as browser:
        token = browser.form("/id/report")
        fields = {"csrf_token": token, "anonymous": "y", "what": "banjir " * 500}
        return browser.ask("POST", "/id/report", fields | {"who": "x", "when": "x", "how": "x"})[0]


def wrong_code(connect: Connector, circuit: str, _stop: Event) -> int:
    """A code that was never given."""
    with Browser(connect, circuit) as browser:
        fields = {
            "csrf_token": browser.form("/id/open"),
            "code": "delapan kata yang tidak pernah diberikan sama",
        }
        return _tried(browser, fields)


def guess(connect: Connector, circuit: str, token: str) -> int:
    """A code over a connection of its own, with no page asked for before."""
    with Browser(connect, circuit) as browser:
        fields = {"csrf_token": token, "code": "delapan kata yang tidak pernah diberikan sama"}
        return _tried(browser, fields)


def _tried(browser: Browser, fields: dict[str, str]) -> int:
    """Send a code, and follow to the page that tries it: only that costs the server a derivation."""
    status, _page = browser.ask("POST", "/id/open", fields)
    return browser.ask("GET", f"/id{ENTRY}")[0] if status == SEE_OTHER else status


def kept_open(connect: Connector, circuit: str, stop: Event) -> int:
    """A page, and then a connection over which nothing comes until the server hangs up."""
    with connect(circuit) as connection:
        connection.settimeout(DRIP_SECONDS)
        connection.sendall(f"GET /id/open HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        while not stop.is_set():
            try:
                if not connection.recv(PIECE_BYTES):
                    break
            except TimeoutError:
                continue
        return 200


def slow_body(connect: Connector, circuit: str, stop: Event) -> int:
    """A form whose text comes byte by byte."""
    head = (
        f"POST /id/report HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: {FORM}\r\nContent-Length: 90000\r\n\r\n"
    )
    return _drip(connect, circuit, stop, head.encode(), b"a")


def slow_head(connect: Connector, circuit: str, stop: Event) -> int:
    """A head that never ends."""
    return _drip(connect, circuit, stop, f"GET /id/ HTTP/1.1\r\nHost: {HOST}\r\n".encode(), b"X: a\r\n")


def silence(connect: Connector, circuit: str, stop: Event) -> int:
    """A connection over which nothing comes."""
    return _drip(connect, circuit, stop, b"", b"")


def slow_upload(connect: Connector, circuit: str, stop: Event) -> int:
    """Files from a person without a mailbox, byte by byte."""
    head = (
        f"POST /id/mailbox/attachments HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {UPLOAD_BYTES}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
    )
    return _drip(connect, circuit, stop, head.encode(), b"a")


def huge_upload(connect: Connector, circuit: str, stop: Event) -> int:
    """A file without end from a person who has a mailbox, as fast as it is taken."""
    with Browser(connect, circuit) as browser:
        token, cookie = browser.enter(), browser.cookie
    body, kind = multipart([("csrf_token", token)], [("banjir.bin", b"")], BOUNDARY)
    opening = body.removesuffix(f"\r\n--{BOUNDARY}--\r\n".encode())
    head = (
        f"POST /id/mailbox/attachments HTTP/1.1\r\nHost: {HOST}\r\nCookie: kentongan={cookie}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(opening) + UPLOAD_BYTES}\r\n\r\n"
    )
    with connect(circuit) as connection:
        connection.settimeout(30)
        connection.sendall(head.encode() + opening)
        for piece in _random_pieces():
            if stop.is_set():
                return 0
            connection.sendall(piece)
        return 0


def _drip(connect: Connector, circuit: str, stop: Event, opening: bytes, drop: bytes) -> int:
    with connect(circuit) as connection:
        connection.settimeout(DRIP_SECONDS)
        connection.sendall(opening)
        while not stop.is_set():
            connection.sendall(drop)
            try:
                answer = connection.recv(1024)
            except TimeoutError:
                continue
            return int(answer.split(b" ")[1]) if answer else 0
        return 0


def _random_pieces() -> Iterator[bytes]:
    piece = noise(PIECE_BYTES)
    for _each in range(UPLOAD_BYTES // PIECE_BYTES):
        yield piece
