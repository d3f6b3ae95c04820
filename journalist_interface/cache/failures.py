"""Messages over which GnuPG failed in this process: no page asks it about them again by itself.

They are in memory only. A busy machine may have been the reason, so the officer can try each again, and a new start
tries all of them. One person's messages are given up together once some failed or took too much processor time: each
can cost seconds of a core, and a hundred of them would close the case for all others.
"""

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final

from crypto.gpg.errors import UnprocessableError

MOST_OF_ONE_AUTHOR: Final = 3
# Seconds of processor time for one person's messages, beyond what an honest message of any size may take.
MOST_SECONDS_OF_ONE_AUTHOR: Final = 6.0
HONEST_SECONDS: Final = 0.1  # the largest takes a tenth of that here; a slow computer may take more


@dataclass(slots=True)
class Failures:
    """Ciphertexts, by SHA-256, and their authors according to the store. Safe with threads."""

    _failed: dict[str, str] = field(default_factory=dict)
    _again: set[str] = field(default_factory=set)
    _seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __len__(self) -> int:
        return len(self._failed)

    def refuse_known(self, ciphertext: str, author: str) -> None:
        """Raise `UnprocessableError` for what failed before, and for anything else from an author given up."""
        with self._lock:
            if ciphertext in self._again:
                return
            given_up = self._seconds[author] >= MOST_SECONDS_OF_ONE_AUTHOR
            given_up |= Counter(self._failed.values())[author] >= MOST_OF_ONE_AUTHOR
            if given_up or ciphertext in self._failed:
                raise UnprocessableError

    def add(self, ciphertext: str, author: str) -> None:
        """Remember that GnuPG failed over this."""
        with self._lock:
            self._failed[ciphertext] = author
            self._again.discard(ciphertext)

    def charge(self, author: str, seconds: float) -> None:
        """Count the processor time that one message of this author took beyond that of any honest one."""
        self.charge_all(author, seconds - HONEST_SECONDS)

    def charge_all(self, author: str, seconds: float) -> None:
        """Count all the time that something took which no honest workstation sends."""
        with self._lock:
            self._seconds[author] += max(0.0, seconds)

    def try_again(self, ciphertext: str) -> None:
        """Let GnuPG be asked about this one once more."""
        with self._lock:
            self._failed.pop(ciphertext, None)
            self._again.add(ciphertext)

    def clear(self) -> None:
        """Let GnuPG be asked about all of them once more."""
        with self._lock:
            self._failed.clear()
            self._seconds.clear()
            self._again.clear()
