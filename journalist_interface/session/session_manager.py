"""The officer who is signed in at this workstation, and for how long.

At most one officer is signed in, and not beyond the idle time. A watch ends the session even when no page is requested
any more.
"""

import threading
from typing import Final

from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.web.guard import BrowserSession
from store.domain.clock import Clock
from store.server.logs import log_unexpected

_WATCH_SECONDS: Final = 5.0


class SessionManager:
    """The signed-in officer and their browser. A sign-in holds `entering` throughout, as there is one agent."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.entering = threading.Lock()
        self._lock = threading.Lock()
        self._browser: BrowserSession | None = None
        self._session: OfficerSession | None = None
        self._closing = threading.Event()
        self._watch: threading.Thread | None = None

    def officer(self, browser: BrowserSession, *, in_use: bool = True) -> OfficerSession | None:
        """Return the officer of this browser; None if none is signed in there.

        The idle time begins again, unless the request is not `in_use`: a page that renews itself.
        """
        self.sweep()
        with self._lock:
            session = self._session
            if session is None or self._browser is not browser:
                return None
            if in_use:
                session.used_at(self._clock.seconds())
            return session

    def present(self) -> OfficerSession | None:
        """Return the session of the signed-in officer, in any browser."""
        with self._lock:
            return self._session

    def begin(self, browser: BrowserSession, session: OfficerSession) -> None:
        """Take this officer as signed in. The previous one must have left, since there is one agent for keys."""
        session.used_at(self._clock.seconds())
        with self._lock:
            self._browser, self._session = browser, session
            if self._watch is None:
                self._watch = threading.Thread(target=self._keep_watch, name="idle-watch", daemon=True)
                self._watch.start()

    def leave(self, only: OfficerSession | None = None) -> OfficerSession | None:
        """Lock the key, drop every decrypted text, and return the officer who left.

        With `only`, do nothing if another officer has signed in since.
        """
        with self._lock:
            if only is not None and self._session is not only:
                return None
            before, self._browser, self._session = self._session, None, None
        if before is not None:
            before.close()
        return before

    def sweep(self) -> None:
        """End the session if it was idle for too long."""
        with self._lock:
            session = self._session
            late = session is not None and session.idle_since(self._clock.seconds())
        if late:
            self.leave(session)

    def close(self) -> None:
        """End the session and the watch, because the workstation stops."""
        self._closing.set()
        self.leave()

    def _keep_watch(self) -> None:
        while not self._closing.wait(_WATCH_SECONDS):
            try:
                self.sweep()
            except Exception as error:  # noqa: BLE001 - whatever it was, the next session must end too
                log_unexpected(error)
