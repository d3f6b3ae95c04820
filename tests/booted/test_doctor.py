"""Doctor on a server of its own: each fault that is planted there is named, it alone, and mended as doctor says."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.built_packages import package_file
from tests.booted.made_up_office import made_up_office
from tests.booted.planted_faults import FAULTS, WITHOUT_TOR, faults, mend, planted
from tests.booted.readiness import require_boot
from tests.booted.server_setup import INIT, install_package, set_up
from tests.machine_clock import machine_clock_permitted

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bridge() -> Iterator[Bridge]:
    """A bridge whose mirror has what a server should have beside its package."""
    require_boot()
    with Bridge(["unattended-upgrades"], [package_file("kentongan-server")]) as made:
        yield made


@pytest.fixture(scope="module")
def healthy(bridge: Bridge) -> Iterator[BootedMachine]:
    """A server that was set up, of which doctor names nothing but what Tor's network lacks."""
    with ExitStack() as stack:
        with machine_clock_permitted():  # the machine runs by it too
            office = stack.enter_context(made_up_office())
        server = stack.enter_context(bridge.machine("server"))
        install_package(server, package_file("kentongan-server"), "unattended-upgrades")
        set_up(server, office)
        assert set(faults(server)) == WITHOUT_TOR
        yield server


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_and_only_it_until_the_named_command_mends_it(
    name: str, healthy: BootedMachine
) -> None:
    found = planted(healthy, name)
    assert set(found) - WITHOUT_TOR == {name}
    mend(healthy, name, found, INIT)
    assert set(faults(healthy)) == WITHOUT_TOR
