"""One private Tor network for all the tests here, which run in one process (`tests.one_process`)."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.load.unix_server import UnixServer, unix_server
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.tor.control import ControlError
from tests.tor.network import PrivateNetwork
from tests.tor.onion import OnionHost, OnionService
from tests.tor.servers import Listener, gateway_on
from tests.tor.tor_client import TorClient

NETWORKS: Final = 3


@dataclass(frozen=True)
class Surroundings:
    """An office on the private network. The officers' client has the key of the gateway's onion; reporters' has not."""

    office: TestOffice
    network: PrivateNetwork
    source: str
    gateway: str
    telling: str
    listener: Listener
    server: UnixServer
    reporters: TorClient
    officers: TorClient


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys) -> Iterator[Surroundings]:
    """Everything that runs."""
    with ExitStack() as stack:
        office = TestOffice(tmp_path_factory.mktemp("tor") / "office", office_keys)
        stack.callback(office.close)
        server = stack.enter_context(unix_server(office))
        sockets = {name: office.folder / f"{name}.sock" for name in ("gateway", "telling")}
        stack.enter_context(gateway_on(sockets["gateway"], office))
        listener = stack.enter_context(Listener(sockets["telling"]))
        network, host = _network_with_host(stack, _services(server.path, sockets))
        made = Surroundings(
            office,
            network,
            host.address("source"),
            host.address("gateway"),
            host.address("telling"),
            listener,
            server,
            stack.enter_context(TorClient(network)),
            stack.enter_context(TorClient(network, [host.client_key("gateway")])),
        )
        made.reporters.wait_until_reachable(made.source)
        made.reporters.wait_until_reachable(made.telling)
        made.officers.wait_until_reachable(made.gateway)
        yield made


def _network_with_host(stack: ExitStack, services: list[OnionService]) -> tuple[PrivateNetwork, OnionHost]:
    """Return a network in which the services are published.

    On a busy machine the relays' first consensus can be one in which no circuit is possible, and the next comes
    minutes later: then a whole new network is sooner there.
    """
    for attempt in range(1, NETWORKS + 1):
        with ExitStack() as tried:
            try:
                network = tried.enter_context(PrivateNetwork())
                host = tried.enter_context(OnionHost(network, services))
            except ControlError:
                if attempt == NETWORKS:
                    raise
                continue
            stack.push(tried.pop_all())
            return network, host
    raise AssertionError("the loop above returns or raises")


def _services(source: Path, sockets: dict[str, Path]) -> list[OnionService]:
    return [
        OnionService("source", source, circuits=True, work=True),
        OnionService("gateway", sockets["gateway"], authorized=True),
        OnionService("telling", sockets["telling"], circuits=True),
    ]
