"""The office's roster on this workstation: fetched from the gateway, and believed only once verified."""

import threading
from collections.abc import Callable

from crypto.gpg.errors import GpgFaultError
from journalist_interface.config import OfficeConfig
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import GatewayError
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError, OfficeKeyChangeError, RosterError
from store.domain.office_key_change import read_key_change
from store.web.durable import replace_file
from store.web.office_key_file import OFFICE_KEY_FILE, key_change_in
from store.web.roster_keeper import RosterKeeper


class Rosters(RosterKeeper):
    """A keeper of the newest verified roster in the state folder, so that replies can be checked at any time."""

    def __init__(self, config: OfficeConfig, client: GatewayClient) -> None:
        folder = config.roster_folder
        certificates = folder / "certificates"
        certificates.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._client = client
        self._key_change_file = folder / OFFICE_KEY_FILE
        self._offered: bytes | None = None
        super().__init__(
            folder,
            config.office_certificate,
            config.office_fingerprint,
            config.seen_roster,
            certificates,
            config.clock,
        )

    def refresh(self) -> CurrentRoster:
        """Return the gateway's roster; raises a `GatewayError`, or a `RosterError` unless it can be believed."""
        files = self._client.roster()
        known = None if self._takes_key_change(files.office_key) else self._at_hand()
        if known is not None and (known.statement, known.signature) == (files.statement, files.signature):
            return known
        return self.offer(files.statement, files.signature)

    @property
    def offered_key_change(self) -> bytes | None:
        """The statement about another office key that the gateway offered last; nothing of it was believed."""
        return self._offered

    def pin(self, office: str) -> None:
        """Believe rosters by the office key of this fingerprint alone, whose certificate lies in its place already."""
        self.pin_office(office)
        self._offered = None

    def _takes_key_change(self, data: bytes) -> bool:
        """Keep a new statement by the pinned key, which vouches for notes on restores; remember one about another."""
        if not data or data == key_change_in(self._key_change_file.parent):
            return False
        try:
            read_key_change(data, self.office)
        except GpgFaultError:
            raise
        except OfficeKeyChangeError:
            self._offered = data
            return False
        replace_file(self._key_change_file, data)
        return True

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
