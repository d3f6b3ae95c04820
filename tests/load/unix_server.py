"""The real source interface under gunicorn on a unix socket, as Tor sees it; and how large it is."""

import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address
from pathlib import Path

import msgspec

from source_interface.config import SourceConfig
from tests.free_ports import PATIENCE_SECONDS
from tests.office import TestOffice
from tests.process_tree import children, descendants
from tests.server_configuration import server_configuration

ROOT = Path(__file__).resolve().parents[2]
CIRCUITS = IPv6Address("fc00:dead:beef:4dad::")


@dataclass(frozen=True)
class UnixServer:
    """Running. `connect` is a `tests.load.visits.Connector`."""

    pid: int
    path: Path
    log: Path

    def connect(self, circuit: str) -> socket.socket:
        """A connection that begins with the line which Tor writes for a circuit."""
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(30)
        connection.connect(str(self.path))
        connection.sendall(proxy_line(circuit))
        return connection

    def worker(self) -> int:
        """The process identifier of the one worker."""
        return children(self.pid)[0]

    def processes(self) -> list[int]:
        """Master, worker, and everything below."""
        return [self.pid, *descendants(self.pid)]

    def without_copies(self, processes: list[int]) -> list[int]:
        """Those without children of the worker that have not become gpg yet: they share the worker's own memory."""
        worker = self.worker()
        return [pid for pid in processes if pid in {self.pid, worker} or b"gpg" in _program(pid)]

    def memory(self) -> int:
        """Resident bytes of the worker's own memory, without the files that it maps (proc(5), RssAnon)."""
        return anonymous_memory(self.worker())


def _program(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
    except (FileNotFoundError, ProcessLookupError):
        return b""


def anonymous_memory(pid: int) -> int:
    """Bytes; 0 for a process that is gone."""
    try:
        found = re.search(r"RssAnon:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found[1]) * 1024 if found else 0


def proxy_line(circuit: str) -> bytes:
    """Return what Tor writes first, for a circuit whose number is made of the label."""
    number = int.from_bytes(hashlib.sha256(circuit.encode()).digest()[:4])
    return f"PROXY TCP6 {CIRCUITS + number} ::1 {1024 + number % 60_000} 42\r\n".encode()


@contextmanager
def unix_server(office: TestOffice, **changes: object) -> Iterator[UnixServer]:
    """Started and listening; `changes` go into its configuration."""
    path = office.folder / "source.sock"
    config = SourceConfig(
        store=office.config.store,
        roster=office.roster_table("source"),
        bind=f"unix:{path}",
        circuits=True,
    )
    file = office.folder / "source.toml"
    file.write_text(server_configuration(msgspec.structs.replace(config, **changes)))
    log = office.folder / "source.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:source_interface.gunicorn_conf",
             "source_interface.wsgi:app"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "KENTONGAN_SOURCE_CONFIG": str(file)},
            stdout=errors,
            stderr=errors,
        )  # fmt: skip
    server = UnixServer(process.pid, path, log)
    try:
        _wait(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait(server: UnixServer, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, server.log.read_text()
        try:
            with server.connect("start") as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                if connection.recv(100):
                    return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the source interface does not answer")
