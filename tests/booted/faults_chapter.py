"""A chapter of the long story: doctor finds nothing, and then each fault that is planted, and it alone."""

import time
from typing import Final

from tests.booted.booted_machine import BootedMachine
from tests.booted.planted_faults import faults, mend, planted
from tests.booted.server_setup import INIT
from tests.booted.story import StoryError, demand, step

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
        with step(f"Doctor names a planted fault: {name}"):
            found = planted(server, name)
            demand(set(found) == {name}, f"Doctor names {sorted(found)}.")
            mend(server, name, found, INIT)
            _wait_until_sound(server)


def _wait_until_sound(server: BootedMachine) -> None:
    """Wait until doctor finds nothing again: what mends some faults starts Tor anew, which then needs a while."""
    until = time.monotonic() + _SECONDS
    while left := faults(server):
        if time.monotonic() > until:
            raise StoryError(f"Doctor still names {sorted(left)}.")
        time.sleep(1.0)
