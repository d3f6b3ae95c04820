"""Reporters who send report after report to a server, and write down what it acknowledged."""

import http.client
import secrets
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Final

from tests.booted.story import demand
from tests.load.visits import Browser, Connector, UnexpectedAnswerError
from tests.source_interface.reporter import ANSWERS, ENTRY

_SENDERS: Final = 2
_VISITORS: Final = 4
_PATIENCE: Final = 300.0
_PAUSE: Final = 0.2


@dataclass(frozen=True)
class ShownCode:
    """A code that a reporter saw, and the words that its mailbox must show."""

    code: str = field(repr=False)
    words: str


class Intake:
    """Senders who go on until they are stopped, or their server is gone."""

    def __init__(self, connect: Connector) -> None:
        """Reach the server so, each visitor over a circuit of their own."""
        self._connect = connect
        self._connections: list[socket.socket] = []
        self._lock = Lock()
        self._shown: list[ShownCode] = []
        self.refused = 0
        self._stop = Event()
        self._threads: list[Thread] = []

    def start(self) -> None:
        """Let them begin."""
        self._stop.clear()
        self._threads = [Thread(target=self._send) for _ in range(_SENDERS)]
        for thread in self._threads:
            thread.start()

    def stop(self, *, hang_up: bool = False) -> None:
        """Wait until the last of them has gone; with `hang_up`, let none wait for a server that is no more."""
        self._stop.set()
        for connection in self._connections if hang_up else ():
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def count(self) -> int:
        """Return how many codes were shown since `taken`."""
        with self._lock:
            return len(self._shown)

    def taken(self) -> list[ShownCode]:
        """Return the codes that were shown, and forget them."""
        with self._lock:
            shown, self._shown = self._shown, []
            return shown

    def visit(self) -> Browser:
        """Return a browser of a new visitor."""
        return Browser(self._connected, secrets.token_hex(8), _PATIENCE)

    def require_open(self, shown: Sequence[ShownCode]) -> None:
        """Raise `StoryError` unless each of these codes opens a mailbox with its report; several are opened at once."""
        with ThreadPoolExecutor(_VISITORS) as pool:
            for one, page in zip(shown, pool.map(lambda one: self.mailbox(one.code), shown), strict=True):
                demand(one.words in page, "A mailbox opens without its report.")

    def mailbox(self, code: str) -> str:
        """Return the page that a code opens."""
        with self.visit() as browser:
            fields = {"csrf_token": browser.form("/id/open"), "code": code}
            status, page = browser.ask("POST", "/id/open", fields)
            if status != http.client.SEE_OTHER:
                raise UnexpectedAnswerError(f"{status} instead of the way to the mailbox: {page}")
            return browser.ask("GET", f"/id{ENTRY}")[1]

    def _connected(self, circuit: str) -> socket.socket:
        connection = self._connect(circuit)
        self._connections.append(connection)
        return connection

    def _send(self) -> None:
        while not self._stop.is_set():
            words = f"{ANSWERS['what']} {secrets.token_hex(8)}"
            try:
                with self.visit() as browser:
                    code, _token = browser.report(what=words)
            except UnexpectedAnswerError:
                self.refused += 1  # a page said that nothing was taken
            except (OSError, http.client.HTTPException):
                self._stop.wait(_PAUSE)  # its power was cut: nothing was acknowledged
            else:
                with self._lock:
                    self._shown.append(ShownCode(code, words))
