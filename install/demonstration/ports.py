"""The ports of a demo, on loopback."""

import errno
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from install.errors import InstallError

LOOPBACK: Final = "127.0.0.1"
FIRST: Final = 1024
LAST: Final = 65_535


@dataclass(frozen=True, slots=True)
class Ports:
    """The source interface's port, followed by the gateway's and each person's."""

    base: int

    @property
    def source(self) -> int:
        """The port of the source interface."""
        return self.base

    @property
    def gateway(self) -> int:
        """The port of the gateway."""
        return self.base + 1

    def workstation(self, place: int) -> int:
        """Return the port of the person at this place, counted from 0."""
        return self.base + 2 + place

    def require_free(self, workstations: int) -> None:
        """Raise `InstallError` unless all of the ports are free."""
        last = self.workstation(workstations - 1)
        if self.base < FIRST or last > LAST:
            raise InstallError(f"--port-base must be from {FIRST} to {LAST - 1 - workstations}.")
        for port in range(self.base, last + 1):
            if not _is_free(port):
                raise InstallError(
                    f"Port {port} is in use by another program. Choose other ports, for example: "
                    f"install/demo --port-base {_suggestion(self.base)}"
                )


def _is_free(port: int) -> bool:
    """Return whether the port is free, on IPv6 too, where a browser may first ask for a name under .localhost."""
    places = [(socket.AF_INET, LOOPBACK)]
    if Path("/proc/net/if_inet6").exists():
        places.append((socket.AF_INET6, "::1"))
    return all(_can_listen(family, host, port) for family, host in places)


def _can_listen(family: socket.AddressFamily, host: str, port: int) -> bool:
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno == errno.EADDRNOTAVAIL  # loopback without IPv6
    return True


def _suggestion(base: int) -> int:
    return base + 100 if base + 200 < LAST else 8080
