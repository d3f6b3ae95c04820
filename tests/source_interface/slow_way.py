"""A way to a server that carries only so many bytes a second towards it: an upload takes long enough to be watched.

What comes back is counted, to the byte: heads, chunks and all.
"""

import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self


class SlowWay:
    """Listens on a port of its own, hands every connection on, and slows down what browsers send."""

    def __init__(self, port: int, bytes_per_second: int) -> None:
        self._target = port
        self._pace = bytes_per_second
        self._count = threading.Lock()
        self.received = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _address = self._listener.accept()
            except OSError:  # closed
                return
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
            try:
                server = socket.create_connection(("127.0.0.1", self._target))
            except ConnectionRefusedError:  # the box is gone, the browser still asks
                browser.close()
                continue
            threading.Thread(target=_carry, args=(browser, server, self._slow_down), daemon=True).start()
            threading.Thread(target=_carry, args=(server, browser, self._note), daemon=True).start()

    def _slow_down(self, size: int) -> None:
        time.sleep(size / self._pace)

    def _note(self, size: int) -> None:
        with self._count:
            self.received += size


def _carry(source: socket.socket, target: socket.socket, carried: Callable[[int], None]) -> None:
    try:
        while data := source.recv(64 * 1024):
            target.sendall(data)
            carried(len(data))
    except OSError:
        pass
    for sock in (source, target):
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue
