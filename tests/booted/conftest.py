"""Booted machines for the tests of a module.

From the first test that asks for the bridge to the module's last, this process has the bridge's network alone: a
server that a module shares with others must have started before, and cannot be reached meanwhile.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.built_packages import package_file
from tests.booted.made_up_office import MadeUpOffice, made_up_office
from tests.booted.readiness import require_boot
from tests.machine_clock import machine_clock_permitted


@pytest.fixture(scope="module")
def office() -> Iterator[MadeUpOffice]:
    """An office whose roster is good on the day of the machines, which is this machine's."""
    require_boot()
    with ExitStack() as stack:
        with machine_clock_permitted():
            made = stack.enter_context(made_up_office())
        yield made


@pytest.fixture(scope="module")
def package() -> Path:
    """The server's package, built while this thread still has a way out."""
    require_boot()
    return package_file("kentongan-server")


@pytest.fixture(scope="module")
def bridge() -> Iterator[Bridge]:
    """A bridge whose mirror has a small package of Debian: a module that needs others has a fixture of this name."""
    require_boot()
    with Bridge(["ed"]) as made:
        yield made


@pytest.fixture(scope="module")
def machines(bridge: Bridge) -> Iterator[tuple[BootedMachine, BootedMachine]]:
    """Two bare machines, of which the second knows the first by name."""
    with bridge.machine("server") as first, bridge.machine("client") as second:
        yield first, second


@pytest.fixture
def server(machines: tuple[BootedMachine, BootedMachine]) -> BootedMachine:
    """The first."""
    return machines[0]


@pytest.fixture
def client(machines: tuple[BootedMachine, BootedMachine]) -> BootedMachine:
    """The second."""
    return machines[1]
