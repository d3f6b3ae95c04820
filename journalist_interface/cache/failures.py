"""Messages over which GnuPG failed in this process: no page asks it about them again by itself.

They stand in memory alone. A busy machine may have been the reason, so the officer can try each again, and a new start
tries all of them. One person's messages are given up together after some failed: each costs seconds of a core, and a
hundred of them would close the case for everybody else.
"""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from crypto.gpg.errors import UnprocessableError

MOST_OF_ONE_AUTHOR: Final = 3


@dataclass(slots=True)
class Failures:
    """Ciphertexts, by SHA-256, and who the store says wrote them. Safe with threads."""

    _failed: dict[str, str] = field(default_factory=dict)
    _again: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __len__(self) -> int:
        return len(self._failed)

    def refuse_known(self, ciphertext: str, author: str) -> None:
        """Raise `UnprocessableError` for what failed before, and for whatever else comes of an author of several."""
        with self._lock:
            if ciphertext in self._again:
                return
            given_up = Counter(self._failed.values())[author] >= MOST_OF_ONE_AUTHOR
            if given_up or ciphertext in self._failed:
                raise UnprocessableError

    def add(self, ciphertext: str, author: str) -> None:
        """Remember that GnuPG failed over this."""
        with self._lock:
            self._failed[ciphertext] = author
            self._again.discard(ciphertext)

    def try_again(self, ciphertext: str) -> None:
        """Let this one be asked about once more."""
        with self._lock:
            self._failed.pop(ciphertext, None)
            self._again.add(ciphertext)

    def clear(self) -> None:
        """Let all of them be asked about once more."""
        with self._lock:
            self._failed.clear()
            self._again.clear()
