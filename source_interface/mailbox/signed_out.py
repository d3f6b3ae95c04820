"""Which forms belong to a session that was signed out: what a browser sends again from them is not shown any more.

A session that ended by itself is another matter: its reporter is still writing, and sees the text again.
"""

import threading
from collections import OrderedDict
from typing import Final

REMEMBERED: Final = 20_000  # each costs a sign-in


class SignedOut:
    """The latest ones of this process, by the tokens that their forms carry."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: OrderedDict[str, str] = OrderedDict()
        self._cases: OrderedDict[str, str] = OrderedDict()

    def __repr__(self) -> str:
        return "SignedOut(…)"

    def opened(self, nonce: str, form_token: str) -> None:
        """The form of this nonce, which holds a code, began the session whose forms carry this token."""
        with self._lock:
            _add(self._opened, nonce, form_token)

    def ended(self, form_token: str, case: str) -> None:
        """Whoever was in this mailbox left it."""
        with self._lock:
            _add(self._cases, form_token, case)

    def case_of(self, token: str) -> str | None:
        """The mailbox that was left, if a form with this token, or with this nonce, belongs to it."""
        with self._lock:
            return self._cases.get(self._opened.get(token, token))


def _add(held: OrderedDict[str, str], key: str, value: str) -> None:
    held.pop(key, None)
    held[key] = value
    if len(held) > REMEMBERED:
        held.popitem(last=False)
