"""The person in the office's list: fetched from the gateway, verified, and searched for the key that was made here."""

from contextlib import closing
from dataclasses import dataclass

from crypto.errors import CryptoError, KentonganError
from crypto.gpg.certificate import inspect
from crypto.gpg.errors import GpgFaultError
from journalist_interface.config import OfficeConfig
from journalist_interface.first_start.progress import PRIVATE, DiskError
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.rosters import Rosters
from journalist_interface.gateway_client.server_version import require_understood
from store.domain.roster import Person, Position, Roster
from store.web.durable import replace_file


class OtherOfficeError(KentonganError):
    """The server's office key has another fingerprint than you typed. Compare it with the paper, group by group."""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person with their position."""

    person: Person
    position: Position


def fetch_roster(config: OfficeConfig) -> Roster:
    """Return the gateway's roster, signed by the office key whose fingerprint was typed.

    Raises `OtherOfficeError`, a `GatewayError`, a `RosterError`, or `DiskError` if there is no room for it.
    """
    with closing(GatewayClient(config)) as client:
        require_understood(client)
        try:
            # Each time: one that another gateway gave, such as of before the key's last day was moved, would stay.
            _fetch_certificate(client, config)
            return Rosters(config, client).refresh().roster
        except OSError:
            raise DiskError from None


def _fetch_certificate(client: GatewayClient, config: OfficeConfig) -> None:
    data = client.office_certificate()
    try:
        found = inspect(data).fingerprint
    except GpgFaultError:
        raise
    except CryptoError:
        raise OtherOfficeError from None
    if found != config.office_fingerprint:
        raise OtherOfficeError
    replace_file(config.office_certificate, data, PRIVATE)


def roster_at_hand(config: OfficeConfig) -> Roster:
    """Return the roster that was fetched last, verified once more; raises a `RosterError`."""
    with closing(GatewayClient(config)) as client:
        return Rosters(config, client).current().roster


def listed_person(roster: Roster, fingerprint: str) -> FoundPerson | None:
    """Return the person who has the key with this fingerprint, and has not left; None if no one has."""
    for person in roster.active():
        if any(certificate.fingerprint == fingerprint for certificate in person.in_use()):
            return FoundPerson(person, roster.position(person.position))
    return None
