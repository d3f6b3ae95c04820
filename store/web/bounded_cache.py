"""A memory of one process that cannot grow without end: the latest entries stay, and the oldest go."""

import threading
import time
from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """The entries set or touched last: at most `size`, and none that is `seconds` old; thread-safe.

    An entry that is too old is forgotten at the next use of the cache, whichever entry that asks for.
    """

    def __init__(self, size: int, seconds: float = float("inf")) -> None:
        self._size = size
        self._seconds = seconds
        self._lock = threading.Lock()
        self._entries: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def __len__(self) -> int:
        with self._lock:
            return len(self._current())

    def get(self, key: K) -> V | None:
        """Return the value of this key; the entry grows older all the same."""
        with self._lock:
            entry = self._current().get(key)
            return None if entry is None else entry[1]

    def set(self, key: K, value: V) -> bool:
        """Set the value as the latest, and return whether the key was new."""
        with self._lock:
            before = self._current().pop(key, None)
            self._entries[key] = (time.monotonic(), value)
            if len(self._entries) > self._size:
                self._entries.popitem(last=False)
            return before is None

    def touch(self, key: K) -> bool:
        """Make the entry the latest, and return whether there is one."""
        with self._lock:
            entry = self._current().pop(key, None)
            if entry is not None:
                self._entries[key] = (time.monotonic(), entry[1])
            return entry is not None

    def pop(self, key: K) -> V | None:
        """Remove the entry, and return its value."""
        with self._lock:
            entry = self._current().pop(key, None)
            return None if entry is None else entry[1]

    def _current(self) -> OrderedDict[K, tuple[float, V]]:
        """Return the entries, after forgetting those that are too old; the caller holds the lock."""
        oldest = time.monotonic() - self._seconds
        while self._entries and next(iter(self._entries.values()))[0] <= oldest:
            self._entries.popitem(last=False)
        return self._entries
