"""The private Tor network at the bridge, and the Tor of a booted machine in it."""

from contextlib import ExitStack, suppress
from typing import Final

from tests.booted.bridge import HERE
from tests.booted.machine import DebianMachine
from tests.tor.control import ControlError
from tests.tor.network import PrivateNetwork

_NETWORKS: Final = 3
_DEFAULTS: Final = "/usr/share/tor/tor-service-defaults-torrc"


def network_on_bridge() -> PrivateNetwork:
    """Return a private network whose relays the machines at the bridge reach; it is for the thread at the bridge."""
    return PrivateNetwork(HERE)


def start_network(stack: ExitStack) -> PrivateNetwork:
    """Start a private network that ends with the stack; a busy machine may miss the votes of the first."""
    for _ in range(_NETWORKS - 1):
        with suppress(ControlError):
            return stack.enter_context(network_on_bridge())
    return stack.enter_context(network_on_bridge())


def put_in_network(machine: DebianMachine, network: PrivateNetwork) -> None:
    """Let Debian's Tor there know this network alone, whatever its `torrc` says; it is not restarted.

    Debian's unit reads these defaults before `/etc/tor/torrc`, which stays as its administrator wrote it.
    """
    lines = [machine.fetch(_DEFAULTS).decode(), *network.elsewhere, ""]
    machine.put(_DEFAULTS, "\n".join(lines).encode())
