"""The sweep, repeated while a server process runs: what was promised to vanish does so by itself."""

import threading
from typing import Final

from store.attachments.blobs import Blobs
from store.domain.clock import Clock
from store.engine.database import Database
from store.maintenance.sweep import sweep
from store.server.logs import log_unexpected

EVERY_SECONDS: Final = 3600.0
SHUT_SECONDS: Final = 1.0


class Housekeeping:
    """A thread that sweeps at once and then every hour. A failed sweep is logged and tried again.

    While the server is upgraded it waits: what a sweep erased would be put back with the data from before.
    """

    def __init__(
        self, database: Database, blobs: Blobs, clock: Clock, every_seconds: float = EVERY_SECONDS
    ) -> None:
        self._work = (database, blobs, clock)
        self._gate = database.gate
        self._every = every_seconds
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
        while not self._ended.is_set():
            if not self._gate.is_open:
                self._ended.wait(SHUT_SECONDS)
                continue
            try:
                sweep(*self._work)
            except Exception as error:  # noqa: BLE001 # whatever it was, the next hour tries again
                log_unexpected(error)
            self._ended.wait(self._every)
