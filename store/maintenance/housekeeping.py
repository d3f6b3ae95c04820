"""The sweep, repeated while a server process runs: what was promised to vanish does so by itself."""

import secrets
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from store.attachments.blobs import Blobs
from store.domain.clock import Clock
from store.engine.database import Database
from store.maintenance.sweep import sweep
from store.server.logs import log_unexpected

EVERY_SECONDS: Final = 3600.0
SOON_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 1.0
_random: Final = secrets.SystemRandom()


class Housekeeping:
    """A thread that sweeps at once and then every hour. A failed sweep is logged and tried again.

    After a withdrawal it sweeps at a random moment within a minute. Others wait for the sweep for a moment: that must
    not tell them when somebody withdrew a file.

    Each second it clears the write-ahead log, if a request that erased could not: a backup reads for minutes. Why it
    cannot either is logged once, until it could.

    While the server is upgraded it waits: what a sweep erased would be put back with the data from before.
    """

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        clock: Clock,
        every_seconds: float = EVERY_SECONDS,
        soon_seconds: float = SOON_SECONDS,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._sweep = partial(sweep, database, blobs, clock)
        self._database = database
        self._every, self._soon, self._look = every_seconds, soon_seconds, look_seconds
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End after any sweep under way; harmless if the thread never started."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        due, is_told = time.monotonic(), False
        while not self._ended.is_set():
            if self._database.gate.is_open:
                if self._database.sweep_pending.is_set():
                    self._database.sweep_pending.clear()
                    due = min(due, time.monotonic() + _random.uniform(0, self._soon))
                if time.monotonic() >= due:
                    _logged(self._sweep)
                    due = time.monotonic() + self._every
                if self._database.wal_pending.is_set():
                    is_told = not _logged(self._database.truncate_pending_wal, is_told=is_told)
            self._ended.wait(self._look)


def _logged(work: Callable[[], None], *, is_told: bool = False) -> bool:
    """Return whether the work was done; why not is logged, unless that was told before."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 # whatever it was, it is tried again
        if not is_told:
            log_unexpected(error)
        return False
    return True
