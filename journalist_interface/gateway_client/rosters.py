"""The office's roster on this workstation: fetched from the gateway, and believed only once verified."""

import threading
from collections.abc import Callable
from typing import Final

from crypto.gpg.errors import GpgFaultError
from journalist_interface.config import Config
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import GatewayError
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError, RosterError
from store.web.roster_keeper import RosterKeeper

_FOLDER: Final = "roster"


class Rosters(RosterKeeper):
    """A keeper of the newest verified roster in the state folder, so that replies can be checked at any time."""

    def __init__(self, config: Config, client: GatewayClient) -> None:
        folder = config.state / _FOLDER
        certificates = folder / "certificates"
        certificates.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._client = client
        super().__init__(
            folder,
            config.office_certificate,
            config.office_fingerprint,
            folder / "seen.json",
            certificates,
            config.clock,
        )

    def refresh(self) -> CurrentRoster:
        """Return the gateway's roster; raises a `GatewayError`, or a `RosterError` unless it can be believed."""
        files = self._client.roster()
        known = self._at_hand()
        if known is not None and (known.statement, known.signature) == (files.statement, files.signature):
            return known
        return self.offer(files.statement, files.signature)

    def _at_hand(self) -> CurrentRoster | None:
        try:
            return self.current()
        except RosterError:
            return None  # nothing to compare with: what arrives is verified in any case


class FreshRoster:
    """A judge of signatures by the roster at hand or, if that fails, by the newest: the signer may be new in it."""

    def __init__(self, rosters: Rosters) -> None:
        self._rosters = rosters
        self._lock = threading.Lock()
        self._is_fresh = False

    def current(self) -> CurrentRoster:
        """Return the roster at hand."""
        return self._rosters.current()

    def require(self, check: Callable[[CurrentRoster], None]) -> None:
        """Raise the `AuthorError` of the check, unless it passes; a `RosterError` if there is no roster."""
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
                self._is_fresh = False  # no verdict on the roster: the next signature asks once more
            except (GatewayError, RosterError):
                return  # the roster at hand stays, and the signature stays unbelieved
