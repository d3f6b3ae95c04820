"""Doctor on a server of its own: each fault that is planted there is named, it alone, and mended as doctor says."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from install.server.layout import ServerLayout
from install.toml_text import toml_text
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import HERE, Bridge
from tests.booted.built_packages import package_file
from tests.booted.made_up_office import made_up_office
from tests.booted.planted_faults import FAULTS, faults, mend, planted
from tests.booted.readiness import require_boot
from tests.machine_clock import machine_clock_permitted

pytestmark = pytest.mark.slow

LAYOUT = ServerLayout()
WITHOUT_TOR = {"source-onion-answers", "gateway-onion-locked"}
"""What fails here from the beginning: Tor has no network (`python -m tests.booted short` has one)."""
INIT = "kentongan init --answers /root/answers.toml"


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
        package = package_file("kentongan-server")
        server.put(f"/root/{package.name}", package.read_bytes())
        server.install("unattended-upgrades", f"/root/{package.name}")
        for name, content in office.roster_files().items():
            server.put(f"/root/roster/{name}", content)
        answers = {"roster": "/root/roster", "office_fingerprint": office.fingerprint, "mirrors": [HERE]}
        server.put("/root/answers.toml", toml_text(answers).encode())
        server.run("kentongan", "init", "--answers", "/root/answers.toml")
        year = server.run("date", "+%Y").output.strip()
        days = [f"{number}-12-24 libur\n" for number in (int(year), int(year) + 1)]
        server.put(LAYOUT.holidays, "".join(days).encode())
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
