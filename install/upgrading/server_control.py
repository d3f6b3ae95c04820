"""The machine's side of an upgrade: units of systemd and packages of dpkg. Nothing here decides anything."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from install.server.answering import wait_until_answering
from install.server.layout import (
    GATEWAY_SOCKET_UNIT,
    GATEWAY_UNIT,
    SOURCE_SOCKET_UNIT,
    SOURCE_UNIT,
    ServerLayout,
)
from install.server.setup import server_endpoints
from install.server.system import run_program
from install.server.upgrade_state import PACKAGE
from install.upgrading.kept_package import keep_package

SERVERS: Final = (SOURCE_UNIT, GATEWAY_UNIT)
_AT_REST: Final = frozenset({"inactive", "deactivating"})
_SOCKETS: Final = {SOURCE_UNIT: SOURCE_SOCKET_UNIT, GATEWAY_UNIT: GATEWAY_SOCKET_UNIT}


class ServerControl(Protocol):
    """The acts of an upgrade on the machine."""

    def version(self) -> str:
        """Return the version of the installed package."""
        ...

    def keep_package(self, target: Path) -> None:
        """Write the installed package to this file."""
        ...

    def running(self) -> tuple[str, ...]:
        """Return which of the servers run."""
        ...

    def restart(self, units: Sequence[str]) -> None:
        """Start these servers anew, with their sockets; raise `InstallError` if one cannot work."""
        ...

    def stop(self, units: Sequence[str] = SERVERS) -> None:
        """Stop these servers and their sockets; none of their processes is left."""
        ...

    def wait_until_answering(self) -> None:
        """Return once both servers answer behind their sockets; raise `InstallError` if one does not."""
        ...


class SystemdControl:
    """This machine."""

    def __init__(self, layout: ServerLayout) -> None:
        self._layout = layout

    def version(self) -> str:
        """Return the version of the installed package."""
        return run_program(["dpkg-query", "--show", "--showformat=${Version}", PACKAGE]).strip()

    def keep_package(self, target: Path) -> None:
        """Write the installed package to this file."""
        keep_package(PACKAGE, target)

    def running(self) -> tuple[str, ...]:
        """Return which of the servers run, or try to: one that fails again and again is meant to run."""
        return tuple(unit for unit in SERVERS if _state(unit) not in _AT_REST)

    def restart(self, units: Sequence[str]) -> None:
        """Start these servers anew, with their sockets; raise `InstallError` if one cannot work."""
        if units:
            run_program(["systemctl", "daemon-reload"])
            run_program(["systemctl", "start", *_sockets_of(units)])
            run_program(["systemctl", "restart", *units])

    def stop(self, units: Sequence[str] = SERVERS) -> None:
        """Stop these servers and their sockets, the sockets first: a visitor would start a server again."""
        if units:
            run_program(["systemctl", "stop", *_sockets_of(units)])
            run_program(["systemctl", "stop", *units])

    def wait_until_answering(self) -> None:
        """Return once both servers answer behind their sockets; raise `InstallError` if one does not."""
        for endpoint in server_endpoints(self._layout):
            wait_until_answering(endpoint)


def _state(unit: str) -> str:
    return run_program(["systemctl", "show", "--property=ActiveState", "--value", unit]).strip()


def _sockets_of(units: Sequence[str]) -> list[str]:
    return [_SOCKETS[unit] for unit in units]
