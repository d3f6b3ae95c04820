"""Signatures that this process found good or bad, so that no page and no message asks GnuPG about them again."""

import threading
from collections import OrderedDict
from typing import Final

_MOST: Final = 50_000  # of some 250 bytes each

Key = tuple[int, str, str]
"""A roster's serial, which names one roster only; the case; and the digest of a statement with its signature."""


class VerifiedCache:
    """The keys added last in this process; thread-safe."""

    def __init__(self, size: int = _MOST) -> None:
        self._size = size
        self._keys: OrderedDict[Key, None] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: Key) -> bool:
        with self._lock:
            if key not in self._keys:
                return False
            self._keys.move_to_end(key)
            return True

    def add(self, key: Key) -> bool:
        """Add the key, and return whether it was new."""
        with self._lock:
            new = key not in self._keys
            self._keys[key] = None
            self._keys.move_to_end(key)
            if len(self._keys) > self._size:
                self._keys.popitem(last=False)
            return new


class EventMemory:
    """Events with a good signature, and events already logged as not trusted."""

    def __init__(self) -> None:
        self.verified = VerifiedCache()
        self.named = VerifiedCache()


class ReplyMemory:
    """The office's replies with a good signature, and those with a bad one, by the roster of that serial."""

    def __init__(self) -> None:
        self.verified = VerifiedCache()
        self.refused = VerifiedCache()
