"""The process's memory of each browser that opened a link: it ends with the process."""

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

MOST_VISITS: Final = 8


@dataclass(slots=True)
class BrowserSession:
    """One browser. `notices` are shown once, on the next page."""

    csrf_secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    notices: list[str] = field(default_factory=list)

    def token_for(self, form: str) -> str:
        """Return the hidden token of a form of this name, in pages of this browser."""
        return hmac.new(self.csrf_secret, form.encode(), hashlib.sha256).hexdigest()

    def take_notices(self) -> list[str]:
        """Return the notices and forget them."""
        taken, self.notices = self.notices, []
        return taken


class BrowserSessions:
    """The browsers that may speak to this process, by their cookie."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[str, BrowserSession] = OrderedDict()

    def open(self) -> tuple[str, BrowserSession]:
        """Return a new visit with its cookie. The oldest visit ends when there are too many."""
        with self._lock:
            while len(self._open) >= MOST_VISITS:
                self._open.popitem(last=False)
            return self._add(BrowserSession())

    def of(self, cookie: str) -> BrowserSession | None:
        """Return the visit of this cookie."""
        with self._lock:
            return self._open.get(_key(cookie))

    def renew(self, cookie: str) -> tuple[str, BrowserSession]:
        """Return another cookie and new form tokens for the same browser, as after every sign-in; the old ones end."""
        with self._lock:
            before = self._open.pop(_key(cookie), BrowserSession())
            return self._add(BrowserSession(notices=before.notices))

    def _add(self, visit: BrowserSession) -> tuple[str, BrowserSession]:
        cookie = secrets.token_urlsafe(32)
        self._open[_key(cookie)] = visit
        return cookie, visit


def _key(cookie: str) -> str:
    """Return the digest for look-ups, so that their time reveals nothing about a cookie."""
    return hashlib.sha256(cookie.encode(errors="surrogateescape")).hexdigest()
