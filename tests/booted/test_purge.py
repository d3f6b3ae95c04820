"""`apt purge` at a real terminal: a person is asked twice, and only who agrees twice destroys anything."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from install.server.layout import ServerLayout
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.built_packages import package_file
from tests.booted.made_up_office import made_up_office
from tests.booted.readiness import require_boot
from tests.booted.set_up_server import set_up
from tests.booted.terminal import at_terminal
from tests.machine_clock import machine_clock_permitted

LAYOUT = ServerLayout()
PURGE = ("apt-get", "--yes", "purge", "kentongan-server")
FIRST, SECOND = "Type DESTROY to destroy it", "type the name of this machine"
PLACES = (LAYOUT.state, LAYOUT.configuration, LAYOUT.source_onion, LAYOUT.logs)


@pytest.fixture
def bridge() -> Iterator[Bridge]:
    """A bridge to machines that know the server's package."""
    require_boot()
    with Bridge([], [package_file("kentongan-server")]) as bridge:
        yield bridge


@pytest.fixture
def server(bridge: Bridge) -> Iterator[BootedMachine]:
    """A server with data."""
    with ExitStack() as stack:
        with machine_clock_permitted():
            office = stack.enter_context(made_up_office())
        machine = stack.enter_context(bridge.machine("server"))
        set_up(machine, office, package_file("kentongan-server"))
        yield machine


def there(server: BootedMachine) -> list[bool]:
    return [server.run("test", "-e", place, check=False).status == 0 for place in PLACES]


def test_a_person_at_a_terminal_is_asked_twice_before_anything_is_destroyed(server: BootedMachine) -> None:
    assert all(there(server))
    shown = at_terminal(server, PURGE, (FIRST, "DESTROY"), (SECOND, "another"))
    assert "The data stay in /var/lib/kentongan." in shown
    assert all(there(server))

    package = package_file("kentongan-server")
    server.install(f"/root/{package.name}")
    server.run("apt-get", "--yes", "purge", "kentongan-server")  # a script is asked nothing
    assert all(there(server))

    server.install(f"/root/{package.name}")
    shown = at_terminal(server, PURGE, (FIRST, "DESTROY"), (SECOND, "server"))
    assert "All of it was deleted." in shown
    for place in ("/var/lib/kentongan", "/var/lib/tor", "/etc/kentongan"):
        assert place in shown
    assert not any(there(server))
