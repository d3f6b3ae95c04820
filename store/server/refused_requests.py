"""Requests that are not good HTTP are counted: lines would let a stranger fill the disk, and tell when they came."""

import logging
import threading
import time
from typing import Final

_EVERY_SECONDS: Final = 3600.0
_REFUSED: Final = "Invalid request from ip="


class RefusedRequests(logging.Filter):
    """A filter for gunicorn's log that keeps these lines back, addresses and all, and tells their number instead."""

    def __init__(self, every_seconds: float = _EVERY_SECONDS) -> None:
        super().__init__()
        self.every_seconds = every_seconds
        self._lock = threading.Lock()
        self._count = 0
        self._told = time.monotonic()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return False for a refused request, which is counted."""
        if not str(record.msg).startswith(_REFUSED):
            return True
        with self._lock:
            self._count += 1
        return False

    def tell_when_due(self, log: logging.Logger) -> None:
        """Tell the number once an interval, if there is one to tell; to be called often."""
        if time.monotonic() - self._told >= self.every_seconds:
            self.tell(log)

    def tell(self, log: logging.Logger) -> None:
        """Tell the number now, as at the end of the process."""
        with self._lock:
            count, self._count, self._told = self._count, 0, time.monotonic()
        if count:
            log.warning("Requests that were not good HTTP, and were refused: %d", count)


REFUSED: Final = RefusedRequests()
"""That of this process."""
