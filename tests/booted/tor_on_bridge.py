"""The private Tor network at the bridge, and the Tor of a booted machine in it."""

from tests.booted.bridge import HERE
from tests.booted.machine import DebianMachine
from tests.tor.network import PrivateNetwork

_DEFAULTS = "/usr/share/tor/tor-service-defaults-torrc"


def network_on_bridge() -> PrivateNetwork:
    """Return a private network whose relays the machines at the bridge reach; it is for the thread at the bridge."""
    return PrivateNetwork(HERE)


def put_in_network(machine: DebianMachine, network: PrivateNetwork) -> None:
    """Let Debian's Tor there know this network alone, whatever its `torrc` says; it is not restarted.

    Debian's unit reads these defaults before `/etc/tor/torrc`, which stays as its administrator wrote it.
    """
    lines = [machine.fetch(_DEFAULTS).decode(), *network.elsewhere, ""]
    machine.put(_DEFAULTS, "\n".join(lines).encode())
