"""A count of bad HTTP requests: a log line for each would let strangers fill the disk, and tell when they came."""

import logging
import threading
import time
from typing import Final

_EVERY_SECONDS: Final = 3600.0
_REFUSED: Final = "Invalid request from ip="


class RefusedRequests(logging.Filter):
    """A filter that keeps these lines, with their addresses, out of gunicorn's log, which gets their number instead."""

    def __init__(self, every_seconds: float = _EVERY_SECONDS) -> None:
        super().__init__()
        self.every_seconds = every_seconds
        self._lock = threading.Lock()
        self._count = 0
        self._told = time.monotonic()

    def filter(self, record: logging.LogRecord) -> bool:
        """Count a refused request and return False for it."""
        if not str(record.msg).startswith(_REFUSED):
            return True
        with self._lock:
            self._count += 1
        return False

    def tell_when_due(self, log: logging.Logger) -> None:
        """Log the number once an interval, unless it is zero; to be called often."""
        if time.monotonic() - self._told >= self.every_seconds:
            self.tell(log)

    def tell(self, log: logging.Logger) -> None:
        """Log the number now, as at the end of the process."""
        with self._lock:
            count, self._count, self._told = self._count, 0, time.monotonic()
        if count:
            log.warning("Requests that were not good HTTP, and were refused: %d", count)


REFUSED: Final = RefusedRequests()
"""The filter of this process."""
