"""A look at the list every five minutes while an officer is signed in, and a notice when something is new or due.

It does not count as use: who walked away is signed out. The gateway sees the requests of an open first page.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Final

from crypto.errors import KentonganError
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import SessionEndedError
from journalist_interface.session.officer_session import OfficerSession
from store.api.messages import CaseRow
from store.domain.clock import Clock
from store.server.logs import log_unexpected

SECONDS: Final = 300.0
MOST_PAGES: Final = 4
"""The pages of unread reports that a look reads, 200 reports in all; the first page tells of the others."""


class NewsWatch:
    """The watch of one session; `tell` is called when something is there that was not at the look before."""

    def __init__(
        self, client: GatewayClient, clock: Clock, officer: OfficerSession, tell: Callable[[], None]
    ) -> None:
        self._client = client
        self._clock = clock
        self._officer = officer
        self._tell = tell
        self._known: frozenset[str] | None = None

    def start(self) -> None:
        """Look again and again, until the session ends."""
        threading.Thread(target=self._keep_looking, name="news-watch", daemon=True).start()

    def look(self) -> None:
        """Look once. At the first look nothing is new: the officer has just seen the first page."""
        found = frozenset(self._marks())
        before, self._known = self._known, found
        if before is not None and found - before:
            self._tell()

    def _keep_looking(self) -> None:
        seconds = 0.0
        while not self._officer.over.wait(seconds):
            seconds = SECONDS
            try:
                self.look()
            except SessionEndedError:
                return
            except KentonganError:
                continue  # the gateway is away: the pages say so, and the next look may reach it
            except Exception as error:  # noqa: BLE001 - a thread has no caller
                log_unexpected(error)

    def _marks(self) -> Iterator[str]:
        """Yield a mark for each thing that an officer would be told of."""
        today = self._clock.today()
        for row in self._rows():
            if row.unread:
                yield f"{row.case} {row.last_sequence}"
            if row.due is not None and row.due <= today:
                yield f"{row.case} due {row.due}"
        for reminder in self._officer.private.entries().due(today):
            yield reminder.key

    def _rows(self) -> Iterator[CaseRow]:
        """Yield the cases that come first in the list, and those with something unread."""
        yield from self._client.cases(self._officer.token).cases
        cursor = None
        for _ in range(MOST_PAGES):
            page = self._client.cases(self._officer.token, cursor, unread=True)
            yield from page.cases
            if page.next is None:
                return
            cursor = page.next
