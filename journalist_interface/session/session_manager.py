"""The desk: at most one officer is signed in at a workstation, and not beyond the idle time.

A watch ends the session also when nobody asks for a page any more.
"""

import threading
from typing import Final

from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.web.browser_sessions import BrowserSession
from store.domain.clock import Clock
from store.server.logs import log_unexpected

_WATCH_SECONDS: Final = 5.0


class SessionManager:
    """Who is signed in, in which browser. Whoever signs in holds `entering` meanwhile: there is one agent."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.entering = threading.Lock()
        self._lock = threading.Lock()
        self._visit: BrowserSession | None = None
        self._session: OfficerSession | None = None
        self._closing = threading.Event()
        self._watch: threading.Thread | None = None

    def officer(self, visit: BrowserSession) -> OfficerSession | None:
        """The officer of this browser, whose idle time begins anew; None when nobody is signed in there."""
        self.sweep()
        with self._lock:
            session = self._session
            if session is None or self._visit is not visit:
                return None
            session.used_at(self._clock.seconds())
            return session

    def seated(self) -> OfficerSession | None:
        """Return the session of whoever is signed in, in whatever browser."""
        with self._lock:
            return self._session

    def take(self, visit: BrowserSession, session: OfficerSession) -> None:
        """This officer sits down. Whoever sat here before must have left: both would use one key's agent."""
        session.used_at(self._clock.seconds())
        with self._lock:
            self._visit, self._session = visit, session
            if self._watch is None:
                self._watch = threading.Thread(target=self._keep_watch, name="idle-watch", daemon=True)
                self._watch.start()

    def leave(self, only: OfficerSession | None = None) -> OfficerSession | None:
        """Nobody sits here any more: the key is locked and every decrypted text dropped. Gives who left.

        With `only`, nothing happens when somebody else has sat down since.
        """
        with self._lock:
            if only is not None and self._session is not only:
                return None
            before, self._visit, self._session = self._session, None, None
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
        """The workstation stops."""
        self._closing.set()
        self.leave()

    def _keep_watch(self) -> None:
        while not self._closing.wait(_WATCH_SECONDS):
            try:
                self.sweep()
            except Exception as error:  # noqa: BLE001 - whatever it was, the next session must end too
                log_unexpected(error)
