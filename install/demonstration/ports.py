"""The ports of a demo, on loopback."""

import errno
import socket
from dataclasses import dataclass
from typing import Final

from install.errors import InstallError

LOOPBACK: Final = "127.0.0.1"
_NO_IPV6: Final = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})
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
    for family, host in ((socket.AF_INET, LOOPBACK), (socket.AF_INET6, "::1")):
        try:
            socket.create_server((host, port), family=family).close()
        except OSError as error:
            if error.errno not in _NO_IPV6:
                return False
    return True


def _suggestion(base: int) -> int:
    return base + 100 if base + 200 < LAST else 8080
