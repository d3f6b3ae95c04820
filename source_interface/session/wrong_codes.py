"""Texts typed in place of a code, kept until the next page shows them again.

A wrong code is answered like a right one, by a cookie and a redirect, so the next page must know what was typed. The
text waits in memory alone, sealed under the token in the browser's cookie. It is shown once and is gone after some
minutes: a slip of one letter is nearly the code.
"""

import threading
import time
from collections import OrderedDict
from typing import Final

from crypto.sealed_text import SealedText

REMEMBERED: Final = 512
KEPT_SECONDS: Final = 600.0
CHARACTERS: Final = 4_000
"""The limit of a kept text; nothing longer was meant for a code."""


class WrongCodes:
    """The latest wrong codes; each is taken out once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._notes: OrderedDict[bytes, tuple[float, SealedText]] = OrderedDict()

    def __repr__(self) -> str:
        return "WrongCodes(…)"

    def keep(self, token: bytes, typed: str) -> None:
        """Keep the text until `take` is called with this token."""
        note, now = SealedText.write(token, typed), time.monotonic()
        with self._lock:
            self._notes.pop(note.lookup, None)
            self._notes[note.lookup] = (now, note)
            self._forget(now)

    def take(self, token: bytes) -> str | None:
        """Return the typed text; None if nothing waits for this token."""
        with self._lock:
            self._forget(time.monotonic())
            _since, note = self._notes.pop(SealedText.lookup_of(token), (0.0, None))
        return None if note is None else note.read(token)

    def _forget(self, now: float) -> None:
        while self._notes:
            since, _note = next(iter(self._notes.values()))
            if len(self._notes) <= REMEMBERED and now - since < KEPT_SECONDS:
                return
            self._notes.popitem(last=False)
