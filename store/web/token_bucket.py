"""A limit on how often something may be done: so many times at once, and once more at each interval."""

import threading
import time
from collections.abc import Hashable
from typing import Final

from crypto.errors import KentonganError
from store.web.bounded_cache import BoundedCache

MOST_KEYS: Final = 4096


class TokenBucket:
    """A token bucket: `burst` at once, and one more every `seconds`; `refusal` is raised when none is left.

    The longest unused keys are forgotten.
    """

    def __init__(
        self, burst: int, seconds: float, refusal: type[KentonganError], most_keys: int = MOST_KEYS
    ) -> None:
        self._refusal = refusal
        self._burst = burst
        self._seconds = seconds
        self._lock = threading.Lock()
        self._left = BoundedCache[Hashable, tuple[float, float]](most_keys)

    def __len__(self) -> int:
        return len(self._left)

    def take(self, key: Hashable | None) -> bool:
        """Use one up; return False if none is left, and always True without a key."""
        if key is None:
            return True
        with self._lock:
            left = self._now(key)
            taken = left >= 1
            self._left.set(key, (left - taken, time.monotonic()))
            return taken

    def has(self, key: Hashable | None) -> bool:
        """Return whether one is left."""
        if key is None:
            return True
        with self._lock:
            return self._now(key) >= 1

    def count(self, key: Hashable | None) -> None:
        """Use one up; raise the refusal if none is left."""
        if not self.take(key):
            raise self._refusal

    def require(self, key: Hashable | None) -> None:
        """Raise the refusal if none is left, and use none up."""
        if not self.has(key):
            raise self._refusal

    def _now(self, key: Hashable) -> float:
        left, since = self._left.get(key) or (float(self._burst), 0.0)
        return min(float(self._burst), left + (time.monotonic() - since) / self._seconds)
