"""Asking a server behind its socket whether it works, as Tor would: one request for a page that anyone may see."""

import socket
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence

_SECONDS: Final = 60.0
_PAUSE: Final = 0.2
_PATIENCE: Final = 20.0
# An address that Tor makes of a circuit's number is of this kind (tor(1), HiddenServiceExportCircuitID).
_CIRCUIT: Final = b"PROXY TCP6 fc00:dead:beef:4dad::1 ::1 1 80\r\n"
_SILENT: Final = Sentence(
    "{unit} tidak menjawab. Penyebabnya ada di {log} atau `systemctl status {unit}`.",
    "{unit} does not answer. Why stands in {log}, or `systemctl status {unit}` tells.",
)
_BROKEN: Final = Sentence(
    "{unit} menjawab bahwa ia tidak dapat bekerja ({status}). Penyebabnya ada di {log}.",
    "{unit} answers that it cannot work ({status}). Why stands in {log}.",
)


class ServerSilentError(InstallError):
    """A server does not work."""


@dataclass(frozen=True, slots=True)
class ServerEndpoint:
    """A server's socket, the page to ask for, and where it tells of its faults."""

    unit: str
    socket: Path
    page: str
    log: Path
    circuits: bool = False


class _SocketConnection(HTTPConnection):
    def __init__(self, endpoint: ServerEndpoint) -> None:
        super().__init__("localhost", timeout=_PATIENCE)
        self._endpoint = endpoint

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._endpoint.socket))
        if self._endpoint.circuits:
            self.sock.sendall(_CIRCUIT)


def wait_until_answering(endpoint: ServerEndpoint, seconds: float = _SECONDS) -> None:
    """Return as soon as the server answers; raise `ServerSilentError` if it cannot work, or does not after a minute."""
    end = time.monotonic() + seconds
    while (status := answer_of(endpoint)) is None:
        if time.monotonic() > end:
            raise ServerSilentError(_SILENT.told(unit=endpoint.unit, log=endpoint.log))
        time.sleep(_PAUSE)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ServerSilentError(_BROKEN.told(unit=endpoint.unit, log=endpoint.log, status=status))


def answer_of(endpoint: ServerEndpoint) -> int | None:
    """Return the status of the server's answer, or None if there is no answer."""
    connection = _SocketConnection(endpoint)
    try:
        connection.request("GET", endpoint.page)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
