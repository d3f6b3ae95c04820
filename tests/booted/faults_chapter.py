"""A chapter of the long story: doctor finds nothing, and then each fault that is planted, and it alone."""

import time
from typing import Final

from tests.booted.booted_machine import BootedMachine
from tests.booted.planted_faults import Found, faults, mend, plant
from tests.booted.server_setup import INIT
from tests.booted.story import StoryError, step

TEN_FAULTS: Final = (
    "source-config",
    "store",
    "gateway-socket",
    "store-group",
    "source-unit-settings",
    "torrc",
    "tcp-ports",
    "firewall",
    "journal",
    "roster-signature",
)
"""One of each kind; the tests of doctor plant the others too."""

_SECONDS: Final = 120.0


def name_faults(server: BootedMachine) -> None:
    """Plant ten faults, one after the other, and mend each as doctor says."""
    with step("Doctor finds nothing"):
        server.run("kentongan", "doctor")
    for name in TEN_FAULTS:
        with step(f"Doctor names a planted fault, and no longer the one before: {name}"):
            plant(server, name)
            mend(server, name, _wait_for(server, {name}), INIT)
    with step("Doctor finds nothing again"):
        _wait_for(server, set())


def _wait_for(server: BootedMachine, names: set[str]) -> Found:
    """Return what doctor finds once it is this: what mended the fault before may have started Tor anew."""
    until = time.monotonic() + _SECONDS
    while (found := faults(server)).keys() != names:
        if time.monotonic() > until or not names <= found.keys():
            raise StoryError(f"Doctor names {sorted(found)}, not {sorted(names)}.")
        time.sleep(1.0)
    return found
