"""How many slow derivations run at a time: each holds 32 MiB and a processor."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from crypto.derive import codename_root
from source_interface.errors import BusyError


class Derivations:
    """At most `limit` at a time; whoever waits longer than `wait_seconds` is asked to come back."""

    def __init__(self, limit: int, wait_seconds: float) -> None:
        self._slots = threading.BoundedSemaphore(limit)
        self._wait_seconds = wait_seconds

    def root(self, normalised: str, salt: bytes) -> bytes:
        """The root of a codename; `BusyError` when no turn came."""
        with self.turn():
            return codename_root(normalised, salt)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One of the places; `BusyError` when none became free in time."""
        if not self._slots.acquire(timeout=self._wait_seconds):
            raise BusyError
        try:
            yield
        finally:
            self._slots.release()
