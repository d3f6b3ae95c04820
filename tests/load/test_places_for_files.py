"""All places for files held by senders who are slow, over many circuits: texts go on, and a file is answered."""

import contextlib
import re
import socket
import threading
import time
from dataclasses import dataclass, field

import pytest

from tests.free_ports import PATIENCE_SECONDS
from tests.load.attackers import BOUNDARY, DRIP_SECONDS, UPLOAD_BYTES, slow_upload
from tests.load.honest import FAILURES
from tests.load.unix_server import UnixServer, unix_server
from tests.load.visits import HOST, Browser
from tests.office import TestOffice
from tests.source_interface.reporter import multipart

pytestmark = pytest.mark.slow
CIRCUITS = 250
PLACES = 4
"""Of a server that has eight threads."""
TEXT = "Pesan di samping berkas"
FULL = "Banyak orang sedang mengirim berkas"


@dataclass
class SlowSenders:
    """People in mailboxes of their own, and strangers; each over a circuit of its own, again and again."""

    server: UnixServer
    mailboxes: list[tuple[str, str]]
    stop: threading.Event = field(default_factory=threading.Event)

    def threads(self) -> list[threading.Thread]:
        """One a circuit."""
        return [threading.Thread(target=self._go, args=(number,), daemon=True) for number in range(CIRCUITS)]

    def _go(self, number: int) -> None:
        while not self.stop.is_set():
            with contextlib.suppress(*FAILURES):
                if number < 10 * len(self.mailboxes):
                    self._drip(f"slow-{number}", *self.mailboxes[number % len(self.mailboxes)])
                else:
                    slow_upload(self.server.connect, f"slow-{number}", self.stop)
            self.stop.wait(DRIP_SECONDS)

    def _drip(self, circuit: str, cookie: str, token: str) -> None:
        """A file that comes byte by byte."""
        body, kind = multipart([("csrf_token", token)], [("lambat.bin", b"")], BOUNDARY)
        with self.server.connect(circuit) as connection:
            connection.settimeout(DRIP_SECONDS)
            connection.sendall(
                head(cookie, kind, UPLOAD_BYTES) + body.removesuffix(f"\r\n--{BOUNDARY}--\r\n".encode())
            )
            while not self.stop.is_set():
                connection.sendall(b"a")
                with contextlib.suppress(TimeoutError):
                    connection.recv(1024)
                    return


def head(cookie: str, kind: str, length: int) -> bytes:
    """The head of a request with files."""
    return (
        f"POST /id/mailbox/attachments HTTP/1.1\r\nHost: {HOST}\r\nCookie: kentongan={cookie}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    ).encode()


def sends_a_file(server: UnixServer, circuit: str, cookie: str, token: str) -> str:
    """The page that answers a small file with a text beside it."""
    body, kind = multipart([("csrf_token", token), ("text", TEXT)], [("bukti.txt", b"isi")], BOUNDARY)
    with server.connect(circuit) as connection:
        connection.settimeout(4 * PATIENCE_SECONDS)
        connection.sendall(head(cookie, kind, len(body)) + body)
        return _all(connection)


def _all(connection: socket.socket) -> str:
    return b"".join(iter(lambda: connection.recv(65_536), b"")).decode()


def entered(server: UnixServer, circuit: str) -> tuple[str, str]:
    """A mailbox of its own: the cookie, and the token of its forms."""
    with Browser(server.connect, circuit) as browser:
        token = browser.enter()
        return browser.cookie, token


@pytest.mark.timeout(600)
def test_texts_and_codes_go_on_and_a_file_is_answered_with_its_text_kept(office: TestOffice) -> None:
    with unix_server(office, threads=8, uploads=PLACES, connections=600) as server:
        honest = entered(server, "honest")
        senders = SlowSenders(server, [entered(server, f"mailbox-{number}") for number in range(PLACES)])
        threads = senders.threads()
        for thread in threads:
            thread.start()
        try:
            page = sends_a_file(server, "honest-file", *honest)
            deadline = time.monotonic() + 2 * PATIENCE_SECONDS
            while FULL not in page and time.monotonic() < deadline:  # until all places are held
                page = sends_a_file(server, "honest-file", *honest)
            assert FULL in page
            assert TEXT in page
            assert page.startswith("HTTP/1.1 503 ")
            for number in range(6):
                with Browser(server.connect, f"honest-{number}", 4 * PATIENCE_SECONDS) as browser:
                    code, _token = browser.report()
                    assert browser.open_mailbox(code)
        finally:
            senders.stop.set()
            for thread in threads:
                thread.join(60)
        deadline = time.monotonic() + 2 * PATIENCE_SECONDS
        while "tiba utuh" not in (page := sends_a_file(server, "honest-file", *honest)):
            assert time.monotonic() < deadline, re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)[-2000:]
            time.sleep(0.5)
