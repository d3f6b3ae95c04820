"""The office's roster on this workstation: fetched from the gateway, believed only after it was verified."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from crypto.gpg.errors import GpgFaultError
from journalist_interface.config import Config
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import GatewayError
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError, RosterError
from store.web.roster_keeper import RosterKeeper

_FOLDER: Final = "roster"


class Rosters:
    """Keeps the newest verified roster in the state folder, so that replies can be checked at any time."""

    def __init__(self, config: Config, client: GatewayClient) -> None:
        folder = config.state / _FOLDER
        certificates = folder / "certificates"
        certificates.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._client = client
        self._keeper = RosterKeeper(
            folder,
            Path(config.office_certificate),
            config.office_fingerprint,
            folder / "seen.json",
            certificates,
            config.clock,
        )

    def current(self) -> CurrentRoster:
        """The roster at hand; raises a `RosterError` unless it can be believed."""
        return self._keeper.current()

    def refresh(self) -> CurrentRoster:
        """The gateway's roster, if it can be believed; raises a `RosterError` or a `GatewayError`."""
        files = self._client.roster()
        known = self._at_hand()
        if known is not None and (known.statement, known.signature) == (files.statement, files.signature):
            return known
        return self._keeper.offer(files.statement, files.signature)

    def _at_hand(self) -> CurrentRoster | None:
        try:
            return self._keeper.current()
        except RosterError:
            return None  # nothing to compare with: what arrives is verified in any case


class FreshRoster:
    """Judges signatures by the roster at hand; where that fails, by the newest, for who signed may be new in it."""

    def __init__(self, rosters: Rosters) -> None:
        self._rosters = rosters
        self._lock = threading.Lock()
        self._is_fresh = False

    def current(self) -> CurrentRoster:
        """The roster at hand."""
        return self._rosters.current()

    def require(self, check: Callable[[CurrentRoster], None]) -> None:
        """Raise the `AuthorError` of the check, unless it passes; a `RosterError` when there is no roster."""
        before = self._rosters.current()
        try:
            check(before)
        except AuthorError:
            self._refresh_once()
            newest = self._rosters.current()
            if newest is before:
                raise
            check(newest)

    def _refresh_once(self) -> None:
        with self._lock:
            if self._is_fresh:
                return
            self._is_fresh = True
            try:
                self._rosters.refresh()
            except GpgFaultError:
                self._is_fresh = False  # it says nothing of the roster: the next signature asks once more
            except (GatewayError, RosterError):
                return  # the roster at hand stays, and the signature stays unbelieved
