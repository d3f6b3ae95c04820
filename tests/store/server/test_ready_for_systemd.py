"""What systemd is told of a start: nothing until the app is loaded, and nothing of one that cannot be."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 20


@contextmanager
def started(folder: Path, app: str) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """The echo server with another app, and the socket on which systemd would hear of it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(folder / "notify"))
        systemd.settimeout(SECONDS)
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:tests.store.server.echo_conf", app],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "ECHO_SOCKET": str(folder / "echo.sock"),
                "NOTIFY_SOCKET": str(folder / "notify"),
            },
            stderr=subprocess.DEVNULL,
        )
        with server:
            try:
                yield server, systemd
            finally:
                server.terminate()


def test_systemd_hears_of_a_server_once_its_app_is_loaded(tmp_path: Path) -> None:
    with started(tmp_path, "tests.store.server.echo_app:app") as (server, systemd):
        assert systemd.recv(100) == b"READY=1"
        assert server.poll() is None


def test_systemd_hears_nothing_of_a_server_whose_app_cannot_be_loaded(tmp_path: Path) -> None:
    with started(tmp_path, "tests.store.server.echo_app:no_such_app") as (server, systemd):
        assert server.wait(SECONDS) != 0
        systemd.setblocking(False)
        try:
            told = systemd.recv(100)
        except BlockingIOError:
            told = b""
        assert told == b""
