"""A flood through a private Tor network.

Its connections are streams over real circuits to a v3 onion service with circuit identifiers and proof-of-work defence;
each label is a user name of the SOCKS isolation.

The ten processes of the network share this machine with the server: fewer reports are sent in a minute than over the
socket, of both kinds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.load.flood import Crowd
from tests.load.socket_flood import Measured, measure_through
from tests.load.unix_server import unix_server
from tests.load.visits import Connector
from tests.office import TestOffice
from tests.tor.network import PrivateNetwork
from tests.tor.onion import OnionHost, OnionService
from tests.tor.tor_client import TorClient


def measure(office: TestOffice, seconds: float, crowd: Crowd | None = None) -> Measured:
    """Start all of it and flood; honest people have a client of their own, as they would have."""
    with unix_server(office) as server, through_tor(server.path) as connect:
        return measure_through(connect, server, seconds, crowd)


@contextmanager
def through_tor(path: Path) -> Iterator[Connector]:
    """A connector to the server behind this unix socket."""
    service = OnionService("source", path, circuits=True, work=True)
    with (
        PrivateNetwork() as network,
        OnionHost(network, [service]) as host,
        TorClient(network) as honest,
        TorClient(network) as flood,
    ):
        onion = host.address("source")
        for client in (honest, flood):
            client.wait_until_reachable(onion)
        yield lambda label: (honest if label.startswith("honest") else flood).connect(onion, label)
