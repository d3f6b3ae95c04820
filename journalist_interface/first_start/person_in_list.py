"""The person in the office's list: fetched from the gateway, verified, and searched for the key that was made here."""

from contextlib import closing
from dataclasses import dataclass

from journalist_interface.config import OfficeConfig
from journalist_interface.first_start.progress import DiskError
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.rosters import Rosters
from journalist_interface.gateway_client.server_version import require_understood
from store.domain.roster import Person, Position, Roster


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person with their position."""

    person: Person
    position: Position


def fetch_roster(config: OfficeConfig) -> Roster:
    """Return the gateway's roster, signed by the pinned office key.

    Raises a `GatewayError` or a `RosterError`, or `DiskError` if there is no room to keep it.
    """
    with closing(GatewayClient(config)) as client:
        require_understood(client)
        try:
            return Rosters(config, client).refresh().roster
        except OSError:
            raise DiskError from None


def roster_at_hand(config: OfficeConfig) -> Roster:
    """Return the roster that was fetched last, verified once more; raises a `RosterError`."""
    with closing(GatewayClient(config)) as client:
        return Rosters(config, client).current().roster


def listed_person(roster: Roster, fingerprint: str) -> FoundPerson | None:
    """Return the person who has the key with this fingerprint, and has not left; None if nobody has."""
    for person in roster.active():
        if any(certificate.fingerprint == fingerprint for certificate in person.in_use()):
            return FoundPerson(person, roster.position(person.position))
    return None
