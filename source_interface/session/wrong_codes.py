"""Texts typed in place of a code, kept until the next page shows them again.

A wrong code is answered like a right one, by a cookie and a redirect, so the next page must know what was typed. The
text waits in memory alone, sealed under the token in the browser's cookie. It is shown once and is gone after some
minutes: a slip of one letter is nearly the code.
"""

from typing import Final

from crypto.sealed_text import SealedText
from store.web.bounded_cache import BoundedCache

REMEMBERED: Final = 512
KEPT_SECONDS: Final = 600.0
CHARACTERS: Final = 4_000
"""The limit of a kept text; nothing longer was meant for a code."""


class WrongCodes:
    """The latest wrong codes; each is taken out once."""

    def __init__(self) -> None:
        self._notes = BoundedCache[bytes, SealedText](REMEMBERED, KEPT_SECONDS)

    def __repr__(self) -> str:
        return "WrongCodes(…)"

    def keep(self, token: bytes, typed: str) -> None:
        """Keep the text until `take` is called with this token."""
        note = SealedText.write(token, typed)
        self._notes.set(note.lookup, note)

    def take(self, token: bytes) -> str | None:
        """Return the typed text; None if nothing waits for this token."""
        note = self._notes.pop(SealedText.lookup_of(token))
        return None if note is None else note.read(token)
