"""A limit on slow derivations at a time: each holds 32 MiB and a processor."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from crypto.derive import codename_root
from source_interface.errors import BusyError

STREAMED_GUESSES: Final = 1
Derive = Callable[[str, bytes], bytes]
"""A function from a normalised codename and the salt to the root."""


class Derivations:
    """At most `limit` derivations at a time; a request that waits longer than `wait_seconds` is asked to come back.

    Typed codes may hold `guesses` of the places. They wait in the front's line, without a thread, and no more than
    `guesses` of them come out of it at a time. A code that came with a text too long for that line waits here.
    """

    def __init__(self, limit: int, wait_seconds: float, guesses: int, derive: Derive = codename_root) -> None:
        self._slots = threading.BoundedSemaphore(limit)
        self._guesses = threading.BoundedSemaphore(guesses)
        self._streamed = threading.BoundedSemaphore(STREAMED_GUESSES)
        self._wait_seconds = wait_seconds
        self._derive = derive

    def root(self, normalised: str, salt: bytes) -> bytes:
        """Return the root of a new codename; raise `BusyError` when no turn came."""
        with self.turn():
            return self._derive(normalised, salt)

    def root_of_guess(self, normalised: str, salt: bytes, *, streamed: bool = False) -> bytes:
        """Return the root of a typed code; raise `BusyError` when no turn came.

        A `streamed` one did not wait in the front's line; only one such code is derived at a time.
        """
        with ExitStack() as held:
            if streamed:
                held.enter_context(_held(self._streamed, self._wait_seconds))
            held.enter_context(_held(self._guesses, self._wait_seconds))
            held.enter_context(self.turn())
            return self._derive(normalised, salt)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold one of the places; raise `BusyError` when none became free in time."""
        with _held(self._slots, self._wait_seconds):
            yield


@contextmanager
def _held(places: threading.BoundedSemaphore, seconds: float) -> Iterator[None]:
    if not places.acquire(timeout=seconds):
        raise BusyError
    try:
        yield
    finally:
        places.release()
