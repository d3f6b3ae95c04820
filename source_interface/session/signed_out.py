"""Forms of a mailbox that was left: a text that a browser sends again from one of them is no longer shown.

A session that expired is another matter: its reporter is still writing, and sees the text again.
"""

import itertools
import threading
from collections import OrderedDict
from typing import Final, TypeVar

REMEMBERED: Final = 40_000  # two for each sign-in at most

T = TypeVar("T")


class SignedOut:
    """The latest departures of this process, by the tokens that the forms carry.

    Leaving a mailbox leaves every session that began in it: the browser knows nothing of one whose answer was lost.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns = itertools.count(1)
        self._forms: OrderedDict[str, tuple[str, int]] = OrderedDict()
        self._left: OrderedDict[str, int] = OrderedDict()

    def __repr__(self) -> str:
        return "SignedOut(…)"

    def began(self, token: str, case: str) -> None:
        """Record that the form of this token opened this mailbox, or belongs to a session that begins in it now."""
        with self._lock:
            _add(self._forms, token, (case, next(self._turns)))

    def ended(self, token: str, case: str) -> None:
        """Record that the mailbox was left; the token is the session's, which may be older than the process."""
        with self._lock:
            _add(self._forms, token, self._forms.get(token, (case, 0)))
            _add(self._left, case, next(self._turns))

    def case_of(self, token: str) -> str | None:
        """Return the mailbox that was left after the form of this token was used with it."""
        with self._lock:
            case, began = self._forms.get(token, ("", 0))
            return case if self._left.get(case, -1) > began else None


def _add(held: OrderedDict[str, T], key: str, value: T) -> None:
    held.pop(key, None)
    held[key] = value
    if len(held) > REMEMBERED:
        held.popitem(last=False)
