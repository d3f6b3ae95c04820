"""The demo's ports."""

import errno
import socket
from collections.abc import Callable, Iterator

import pytest

from install.demonstration.ports import Ports
from install.errors import InstallError
from tests.free_ports import ROW, WORKSTATIONS, free_row


@pytest.fixture(params=["127.0.0.1", "::1"])
def listen(request: pytest.FixtureRequest) -> Iterator[Callable[[int], None]]:
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.socket(family) as server:

        def on(port: int) -> None:
            server.bind((request.param, port))
            server.listen()

        yield on


def test_the_programs_follow_one_another() -> None:
    ports = Ports(9000)
    assert (ports.source, ports.gateway, ports.workstation(0), ports.workstation(1)) == (
        9000,
        9001,
        9002,
        9003,
    )


@pytest.mark.parametrize("place", [0, 1, 2, ROW - 1])
def test_a_taken_port_is_named(place: int, listen: Callable[[int], None]) -> None:
    base = free_row()
    listen(base + place)
    with pytest.raises(InstallError, match=rf"Port {base + place} is in use.*--port-base \d+"):
        Ports(base).require_free(WORKSTATIONS)


@pytest.mark.parametrize("base", [0, 80, 65_533, 70_000])
def test_ports_that_do_not_exist_are_refused(base: int) -> None:
    with pytest.raises(InstallError, match="--port-base must be from 1024 to 65532"):
        Ports(base).require_free(2)


def test_a_port_that_may_not_be_used_is_not_taken_for_free(monkeypatch: pytest.MonkeyPatch) -> None:
    base = free_row()

    def refuse(*_: object, **__: object) -> socket.socket:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(InstallError, match=f"Port {base} is in use"):
        Ports(base).require_free(WORKSTATIONS)
