"""The state of a server on one screen: whether it works, what waits, and what an administrator must look after."""

import os
from dataclasses import dataclass
from datetime import date
from typing import Final

from install.roster.signing import read_signed
from install.server.answering import answer_of
from install.server.backup_state import BackupState, promised_backups, with_newest
from install.server.layout import FIREWALL_UNIT, TOR_UNIT, ServerLayout
from install.server.onions import require_onion
from install.server.privileges import become_owner
from install.server.setup import server_endpoints
from install.server.system import succeeds
from store.cases.waiting import WaitingCases, waiting_cases
from store.domain.clock import Clock
from store.engine.database import open_to_read
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config
from store.web.roster_keeper import OFFICE_CERTIFICATE

_GOOD: Final = range(200, 500)


@dataclass(frozen=True, slots=True)
class ServerState:
    """The state that `status` shows. Sizes are in bytes.

    `working` has each part by its unit's name: a server works if it answers behind its socket.
    """

    working: dict[str, bool]
    source: str
    gateway: str
    waiting: WaitingCases
    free: int
    reserve: int
    serial: int
    expires: date
    roster_days: int
    backups: BackupState
    today: date

    @property
    def good(self) -> bool:
        """Return whether everything works and nothing has run out."""
        works = all(self.working.values()) and self.free > self.reserve and self.roster_days >= 0
        return works and self.backups.good(self.today)


def server_state(layout: ServerLayout, clock: Clock) -> ServerState:
    """Return the state of this machine; raise an `InstallError` or a `KentonganError` where it was not set up.

    Afterwards the process has the rights of the gateway's user alone, with which it reads the store.
    """
    source = require_onion(layout.source_onion)
    gateway = require_onion(layout.gateway_onion)
    working = {
        unit: succeeds(["systemctl", "is-active", "--quiet", unit]) for unit in (TOR_UNIT, FIREWALL_UNIT)
    }
    working |= {endpoint.unit: answer_of(endpoint) in _GOOD for endpoint in server_endpoints(layout)}
    config = read_config(layout.gateway_config, GatewayConfig)
    signed = read_signed(layout.roster, layout.roster / OFFICE_CERTIFICATE, config.roster.office_fingerprint)
    backups = promised_backups(layout)
    become_owner(layout.gateway_state)
    today = clock.today()
    disk = os.statvfs(config.store.blobs)
    return ServerState(
        working=working,
        source=source,
        gateway=gateway,
        waiting=_waiting(config, today),
        free=disk.f_bavail * disk.f_frsize,
        reserve=config.store.reserve_bytes,
        serial=signed.roster.serial,
        expires=signed.roster.expires,
        roster_days=(signed.roster.expires - today).days,
        backups=with_newest(backups, layout),
        today=today,
    )


def _waiting(config: GatewayConfig, today: date) -> WaitingCases:
    database = open_to_read(config.store.database, busy_seconds=config.store.busy_seconds)
    try:
        return waiting_cases(database, today)
    finally:
        database.close()
