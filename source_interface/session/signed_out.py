"""Forms of a mailbox that was left: a text that a browser sends again from one of them is no longer shown.

A session that expired is another matter: its reporter is still writing, and sees the text again.
"""

import itertools
import threading
from typing import Final

from store.web.bounded_cache import BoundedCache

REMEMBERED: Final = 40_000  # two for each sign-in at most


class SignedOut:
    """The latest departures of this process, by the tokens that the forms carry.

    Leaving a mailbox leaves every session that began in it: the browser knows nothing of one whose answer was lost.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns = itertools.count(1)
        self._forms = BoundedCache[str, tuple[str, int]](REMEMBERED)
        self._left = BoundedCache[str, int](REMEMBERED)

    def __repr__(self) -> str:
        return "SignedOut(…)"

    def began(self, token: str, case: str) -> None:
        """Record that the form of this token opened this mailbox, or belongs to a session that begins in it now."""
        with self._lock:
            self._forms.set(token, (case, next(self._turns)))

    def ended(self, token: str, case: str) -> None:
        """Record that the mailbox was left; the token is the session's, which may be older than the process."""
        with self._lock:
            self._forms.set(token, self._forms.get(token) or (case, 0))
            self._left.set(case, next(self._turns))

    def case_of(self, token: str) -> str | None:
        """Return the mailbox that was left after the form of this token was used with it."""
        with self._lock:
            case, began = self._forms.get(token) or ("", 0)
            left = self._left.get(case)
            return case if left is not None and left > began else None
