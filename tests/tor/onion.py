"""Onion services of the private network, each in front of a unix socket."""

import base64
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from nacl.public import PrivateKey

from tests.tor.control import Control
from tests.tor.network import PrivateNetwork

PUBLISH_SECONDS: Final = 40.0


@dataclass(frozen=True)
class OnionService:
    """One service; its server must listen on `socket`. `authorized`: only the client key makes it found.

    `circuits`: its server is told a number of the circuit, in a PROXY line. `work`: under load, visitors prove work.
    """

    name: str
    socket: Path
    circuits: bool = False
    work: bool = False
    authorized: bool = False


class OnionHost:
    """A context manager; on entry every service can be found."""

    def __init__(self, network: PrivateNetwork, services: Sequence[OnionService]) -> None:
        self._network = network
        self._services = services
        self.folder = network.folder()
        self._keys = {service.name: PrivateKey.generate() for service in services if service.authorized}

    def __enter__(self) -> Self:
        lines = ["SocksPort 0", *(line for service in self._services for line in self._service(service))]
        with ExitStack() as stack:
            self.tor = self._network.join(*lines, folder=self.folder, ready=self._wait_until_published)
            stack.callback(self.tor.stop)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def address(self, name: str) -> str:
        """The onion address, without scheme."""
        return (self._directory(name) / "hostname").read_text("ascii").strip()

    def client_key(self, name: str) -> str:
        """The line of a `.auth_private` file that lets a client find the authorized service."""
        private = _base32(bytes(self._keys[name]))
        return f"{self.address(name).removesuffix('.onion')}:descriptor:x25519:{private}"

    def _directory(self, name: str) -> Path:
        return self.folder / f"onion-{name}"

    def _service(self, service: OnionService) -> list[str]:
        directory = self._directory(service.name)
        lines = [
            f"HiddenServiceDir {directory}",
            f"HiddenServicePort 80 unix:{service.socket}",
        ]
        if service.circuits:
            lines.append("HiddenServiceExportCircuitID haproxy")
        if service.work:
            lines.append("HiddenServicePoWDefensesEnabled 1")
        if service.authorized:
            clients = directory / "authorized_clients"
            clients.mkdir(mode=0o700, parents=True)
            directory.chmod(0o700)
            public = _base32(bytes(self._keys[service.name].public_key))
            (clients / "workstation.auth").write_text(f"descriptor:x25519:{public}\n", "ascii")
        return lines

    def _wait_until_published(self, control: Control) -> None:
        """Until each address can be looked up somewhere in the network."""
        control.subscribe("HS_DESC")
        waiting = {self.address(service.name).removesuffix(".onion") for service in self._services}
        while waiting:
            event = control.wait_for(lambda event: event.startswith("HS_DESC UPLOADED"), PUBLISH_SECONDS)
            waiting.discard(event.split()[2])
        control.subscribe()


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=")
