"""How many slow derivations run at a time: each holds 32 MiB and a processor."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from crypto.derive import codename_root
from source_interface.errors import BusyError

GUESSES_IN_LINE: Final = 2
Derive = Callable[[str, bytes], bytes]
"""From a normalised codename and the salt to the root."""


class Derivations:
    """At most `limit` at a time; whoever waits longer than `wait_seconds` is asked to come back.

    Codes that are typed in may hold `guesses` of the places, and as many more may wait: a report finds a place however
    many codes are being tried, and a thread to wait in.
    """

    def __init__(self, limit: int, wait_seconds: float, guesses: int, derive: Derive = codename_root) -> None:
        guesses = max(1, min(guesses, limit - 1))
        self._slots = threading.BoundedSemaphore(limit)
        self._guesses = threading.BoundedSemaphore(guesses)
        self._guessers = threading.BoundedSemaphore(guesses * GUESSES_IN_LINE)
        self._wait_seconds = wait_seconds
        self._derive = derive

    def root(self, normalised: str, salt: bytes) -> bytes:
        """The root of a new codename; `BusyError` when no turn came."""
        with self.turn():
            return self._derive(normalised, salt)

    def root_of_guess(self, normalised: str, salt: bytes) -> bytes:
        """The root of what somebody typed; `BusyError` when no turn came, or too many wait for one."""
        with self.guess(), self.turn():
            return self._derive(normalised, salt)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One of the places; `BusyError` when none became free in time."""
        with _held(self._slots, self._wait_seconds):
            yield

    @contextmanager
    def guess(self) -> Iterator[None]:
        """The right to ask for a place for a code that was typed in; `BusyError`."""
        with _held(self._guessers, 0), _held(self._guesses, self._wait_seconds):
            yield


@contextmanager
def _held(places: threading.BoundedSemaphore, seconds: float) -> Iterator[None]:
    if not places.acquire(timeout=seconds):
        raise BusyError
    try:
        yield
    finally:
        places.release()
