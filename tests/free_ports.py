"""Ports of this machine that no program uses, and waiting until one does."""

import random
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

import httpx

from install.demonstration.people import PEOPLE
from install.demonstration.ports import LOOPBACK, Ports
from install.errors import InstallError
from tests.loopback import NO_AUTHORITIES

PATIENCE_SECONDS: Final = 120.0
"""The time that a server may take to start, or to end, on a busy machine."""
WORKSTATIONS: Final = len(PEOPLE)
ROW: Final = 2 + WORKSTATIONS


class Running(Protocol):
    """A process whose end can be looked for."""

    def poll(self) -> int | None:
        """Return its exit status, or None while it runs."""


def free_port() -> int:
    """One that the kernel hands out."""
    with socket.create_server((LOOPBACK, 0)) as server:
        return int(server.getsockname()[1])


def free_ports() -> Iterator[int]:
    """Those below the ones that the kernel hands out by itself, for who needs many and starts late."""
    candidates = list(range(10_000, 32_000))
    random.shuffle(candidates)
    for port in candidates:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                continue
        with socket.socket() as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        yield port


def free_row() -> int:
    """The first of as many free ports in a row as a demo uses, below the kernel's own."""
    while True:
        base = random.randrange(15_000, 30_000, ROW)  # noqa: S311 - to keep parallel tests apart
        try:
            Ports(base).require_free(WORKSTATIONS)
        except InstallError:
            continue
        return base


def wait_for_free_port(port: int) -> None:
    """Until no process listens there any more."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) != 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"something still listens on port {port}")


def wait_for_port(port: int, process: Running, log: Path) -> None:
    """Until the process listens there; what it wrote if it does not."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"Nothing listens on {port}: {log.read_text('utf-8', 'replace')}")


def comes_to_answer(url: str, process: Running) -> bool:
    """Return whether a server on this machine answers there before its process, or the time for a start, ends."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(url, trust_env=False, verify=NO_AUTHORITIES)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return True
    return False
