"""The parts of a session that its sealed records are read and written with."""

from dataclasses import dataclass
from pathlib import Path

from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.rosters import Rosters
from journalist_interface.keyring import OpenKey
from journalist_interface.sealed_records.recent_gpg_fault import RecentGpgFault
from store.domain.clock import Clock
from store.domain.roster import Person


@dataclass(frozen=True, slots=True)
class SealedRecordServices:
    """The gateway, the officer and their key; `state` is the workstation's folder."""

    client: GatewayClient
    token: str
    person: Person
    key: OpenKey
    rosters: Rosters
    clock: Clock
    state: Path
    fault: RecentGpgFault
