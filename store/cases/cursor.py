"""The cursor of a list of cases: the last row that was shown, in an opaque encoding."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from store.errors import CursorError

_SPELLING: Final = re.compile(rb"00([01])([0-9]{4}-[0-9]{2}-[0-9]{2})([0-9a-f]{32})", re.ASCII)
_LETTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Cursor:
    """The point where the next page begins: after this rank, due day and case. It tells its holder nothing new."""

    rank: int
    due: date
    case: str

    def encode(self) -> str:
        """Return 60 letters, digits, hyphens and underscores."""
        return base64.urlsafe_b64encode(f"{self.rank:03d}{self.due.isoformat()}{self.case}".encode()).decode()

    @classmethod
    def decode(cls, text: str) -> Self:
        """Return the decoded cursor. Raises `CursorError` for any text that `encode` does not write."""
        if len(text) != _LETTERS:
            raise CursorError
        try:
            found = _SPELLING.fullmatch(base64.b64decode(text, altchars=b"-_", validate=True))
            if found is None:
                raise CursorError
            return cls(int(found[1]), date.fromisoformat(found[2].decode()), found[3].decode())
        except (binascii.Error, ValueError):
            raise CursorError from None
