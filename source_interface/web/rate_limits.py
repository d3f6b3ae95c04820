"""Limits on how often something may be done, by Tor circuit and by mailbox, and on how much of it at a time.

All of it is in memory, bounded in size, and gone with the process. A circuit is known by its name
(`store.server.circuits`), a mailbox by its case. A sender without a circuit, as in the demo, is not counted. Nothing
is counted for the whole office, but slow derivations are limited: each holds 32 MiB and a processor.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final

from crypto.derive import codename_root
from source_interface.errors import (
    BusyError,
    ManyUploadsError,
    OftenFromCircuitError,
    OftenFromMailboxError,
)
from store.web.token_bucket import TokenBucket

Key = bytes | str
STREAMED_GUESSES: Final = 1
Derive = Callable[[str, bytes], bytes]
"""A function from a normalised codename and the salt to the root."""


class UploadsAtOnce:
    """A limit on how many uploads of each mailbox run at the same time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._running: dict[Key, int] = {}

    @contextmanager
    def run_one(self, key: Key) -> Iterator[None]:
        """Count an upload while it runs; raise `ManyUploadsError` when as many run as may."""
        with self._lock:
            if self._running.get(key, 0) >= self._most:
                raise ManyUploadsError
            self._running[key] = self._running.get(key, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                self._running[key] -= 1
                if not self._running[key]:
                    del self._running[key]


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The limits: reports and codes by circuit; messages and uploads by mailbox.

    A right code counts too: it costs a derivation, and one mailbox's owner could hold them all.
    """

    reports: TokenBucket = field(default_factory=lambda: TokenBucket(6, 60, OftenFromCircuitError))
    codes: TokenBucket = field(default_factory=lambda: TokenBucket(10, 30, OftenFromCircuitError))
    messages: TokenBucket = field(default_factory=lambda: TokenBucket(30, 10, OftenFromMailboxError))
    uploads: TokenBucket = field(default_factory=lambda: TokenBucket(30, 10, OftenFromMailboxError))
    uploads_at_once: UploadsAtOnce = field(default_factory=lambda: UploadsAtOnce(2))


class Derivations:
    """At most `limit` derivations at a time; a request that waits longer than `wait_seconds` is asked to come back.

    At most `guesses` of them are for typed codes. These wait in the fair queue, without a thread, and no more than
    `guesses` come out of it at a time. A code that came with a text too long for that queue waits here.
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

        A `streamed` one did not wait in the fair queue; only one such code is derived at a time.
        """
        with ExitStack() as held:
            if streamed:
                held.enter_context(_held(self._streamed, self._wait_seconds))
            held.enter_context(_held(self._guesses, self._wait_seconds))
            held.enter_context(self.turn())
            return self._derive(normalised, salt)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold a turn; raise `BusyError` when none came in time."""
        with _held(self._slots, self._wait_seconds):
            yield


@contextmanager
def _held(turns: threading.BoundedSemaphore, seconds: float) -> Iterator[None]:
    if not turns.acquire(timeout=seconds):
        raise BusyError
    try:
        yield
    finally:
        turns.release()
