"""Raw HTTP over a socket: what no good client sends, and every byte of what comes back."""

import contextlib
import re
import socket
from dataclasses import dataclass

_ANSWER = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
QUIET_SECONDS = 1.0


@dataclass(frozen=True)
class RawAnswer:
    """A server's answers on one connection: headers and body of the first, the status of each."""

    statuses: list[int]
    headers: list[tuple[str, str]]
    body: bytes
    closed: bool

    @property
    def status(self) -> int:
        """Return the status of the first answer; 0 if there was none."""
        return (self.statuses or [0])[0]

    @classmethod
    def read(cls, data: bytes, *, closed: bool) -> "RawAnswer":
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines[1:])]
        return cls([int(status) for status in _ANSWER.findall(data)], headers, body, closed)


def ask_raw(port: int, request: bytes, quiet: float = QUIET_SECONDS) -> RawAnswer:
    """Send these bytes; the answer ends when the server hangs up, or says nothing more for `quiet` seconds."""
    data = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        with contextlib.suppress(OSError):  # it may hang up before it has read all
            connection.sendall(request)
        try:
            while piece := connection.recv(65_536):
                data += piece
                connection.settimeout(quiet)
        except TimeoutError:
            return RawAnswer.read(data, closed=False)
        except OSError:
            pass
    return RawAnswer.read(data, closed=True)
