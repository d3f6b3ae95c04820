"""The office's servers behind their onion services: the gateway on a unix socket, and one that tells what arrives."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from tests.free_ports import PATIENCE_SECONDS
from tests.journalist_interface.workstation import process
from tests.office import TestOffice


@contextmanager
def gateway_on(path: Path, office: TestOffice) -> Iterator[None]:
    """The real gateway under gunicorn, listening on this unix socket."""
    config = office.gateway_configuration(bind=f"unix:{path}")
    log = office.folder / "gateway.log"
    arguments = ["gunicorn", "-c", "python:store.gateway.gunicorn_conf", "store.gateway.wsgi:app"]
    with process(arguments, {"KENTONGAN_GATEWAY_CONFIG": str(config)}, log):
        _wait(path, log)
        yield


def _wait(path: Path, log: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except OSError as error:
                if time.monotonic() > end:
                    raise TimeoutError(log.read_text()) from error
                time.sleep(0.05)
            else:
                return


class Listener:
    """A context manager; `first_lines` are what tor wrote at the front of each connection, as they came."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.first_lines: list[str] = []

    def __enter__(self) -> Self:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(self._path))
        self._socket.listen()
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._path.unlink()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return  # closed
            with connection, connection.makefile("rb") as arriving:
                self.first_lines.append(arriving.readline().decode("ascii").strip())
                with contextlib.suppress(BrokenPipeError):  # who asked may be gone
                    connection.sendall(b".")
