"""An onion service of a booted machine is reached through the private network, and through nothing else."""

from collections.abc import Iterator

import pytest

from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.readiness import require_boot
from tests.booted.tor_on_bridge import network_on_bridge, put_in_network
from tests.tor.network import PrivateNetwork
from tests.tor.tor_client import TorClient

pytestmark = pytest.mark.tor
TORRC = b"""
SocksPort 0
HiddenServiceDir /var/lib/tor/echo
HiddenServicePort 80 127.0.0.1:8000
"""
ECHO = ("systemd-socket-activate", "--listen=127.0.0.1:8000", "--accept", "--inetd", "cat")


@pytest.fixture(scope="module")
def bridge() -> Iterator[Bridge]:
    require_boot()
    with Bridge(["tor"]) as made:
        yield made


def test_an_onion_service_of_a_machine_is_reached_from_the_bridge(server: BootedMachine) -> None:
    with network_on_bridge() as network, TorClient(network) as client:
        reach(server, network, client)


def reach(server: BootedMachine, network: PrivateNetwork, client: TorClient) -> None:
    server.install("tor")
    put_in_network(server, network)
    server.put("/etc/tor/torrc", TORRC)
    server.run("systemd-run", "--unit=echo", *ECHO)
    server.run("systemctl", "restart", "tor@default.service")
    onion = server.fetch("/var/lib/tor/echo/hostname").decode().strip()
    client.wait_until_reachable(onion)
    with client.connect(onion, "one") as connection:
        connection.sendall(b"selamat\n")
        assert connection.recv(8) == b"selamat\n"
    server.run("systemctl", "stop", "tor@default.service")
    with pytest.raises(OSError, match=r"tor answered|timed out"):
        client.connect(onion, "other")
