"""The flood against a source interface of its own, and how large the server was meanwhile."""

import threading
import time
from dataclasses import dataclass
from typing import Self

from tests.load.flood import TARGET_SHARE, Crowd, Outcome, run
from tests.load.unix_server import UnixServer, anonymous_memory, unix_server
from tests.load.visits import Browser, Connector
from tests.office import TestOffice

MEBIBYTE = 1024 * 1024
MARGIN_BYTES = 32 * MEBIBYTE
MOST_PROCESSES = 2 + 2 * 16
SETTLE_SECONDS = 30.0
WARMING_REPORTS = 12


class Watch:
    """Samples the server's size ten times a second until it is stopped."""

    def __init__(self, server: UnixServer) -> None:
        self._server = server
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.memory = 0
        self.processes = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            processes = self._server.processes()
            self.processes = max(self.processes, len(processes))
            self.memory = max(self.memory, sum(map(anonymous_memory, self._server.without_copies(processes))))


@dataclass(frozen=True)
class Measured:
    """The figures of a run. Memory in bytes: `idle` before, `peak` of all processes, `after` of the worker."""

    outcome: Outcome
    idle: int
    peak: int
    after: int
    processes: int

    @property
    def good(self) -> bool:
        """Return whether every target was met."""
        return (
            self.outcome.share >= TARGET_SHARE
            and self.after <= self.idle + MARGIN_BYTES
            and self.processes <= MOST_PROCESSES
        )

    def lines(self) -> str:
        """For people."""
        size = {name: f"{getattr(self, name) / MEBIBYTE:.0f} MiB" for name in ("idle", "peak", "after")}
        return "\n".join(
            [
                self.outcome.lines(),
                f"memory of the server: idle before {size['idle']}, at its peak {size['peak']} (gpg included), after"
                f" {size['after']} (target: at most {MARGIN_BYTES // MEBIBYTE} MiB above idle)",
                f"processes at the peak: {self.processes} (target: at most {MOST_PROCESSES})",
            ]
        )


def measure(office: TestOffice, seconds: float, crowd: Crowd | None = None, **changes: object) -> Measured:
    """A server of its own, flooded over its socket."""
    with unix_server(office, **changes) as server:
        return measure_through(server.connect, server, seconds, crowd)


def measure_through(
    connect: Connector, server: UnixServer, seconds: float, crowd: Crowd | None = None
) -> Measured:
    """Warm the server over its socket, flood it over `connect`, wait for quiet."""
    for number in range(WARMING_REPORTS):  # every thread has run once, every module is there
        with Browser(server.connect, f"warm-{number}") as browser:
            browser.report()
    idle = server.memory()
    with Watch(server) as watch:
        outcome = run(connect, seconds, crowd)
    after = _settled(server, idle)
    return Measured(outcome, idle, watch.memory, after, watch.processes)


def _settled(server: UnixServer, idle: int) -> int:
    """Memory when it is back, or does not come back."""
    end = time.monotonic() + SETTLE_SECONDS
    while (now := server.memory()) > idle + MARGIN_BYTES / 2 and time.monotonic() < end:
        time.sleep(0.5)
    return now
