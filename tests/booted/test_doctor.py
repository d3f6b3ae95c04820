"""Doctor on a server of its own: each fault that is planted there is named, it alone, and mended as doctor says."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from install.server.layout import ServerLayout
from install.toml_text import toml_text
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import HERE, Bridge
from tests.booted.built_packages import package_file
from tests.booted.made_up_office import made_up_office
from tests.booted.readiness import require_boot
from tests.machine_clock import machine_clock_permitted

pytestmark = pytest.mark.slow

LAYOUT = ServerLayout()
WITHOUT_TOR = {"source-onion-answers", "gateway-onion-locked"}
"""What fails here from the beginning: Tor has no network (`python -m tests.booted short` has one)."""
INIT = "kentongan init --answers /root/answers.toml"
LISTEN = "systemd-run --quiet --unit=printer systemd-socket-activate --listen=631 cat"
# By the name of the check: what plants the fault, and what takes it back where doctor names no command that does.
FAULTS = {
    "source-config": (f"chmod 644 {LAYOUT.source_config}", ""),
    "store": (f"chgrp root {LAYOUT.store}", ""),
    "gateway-state": (f"chown kentongan-source {LAYOUT.gateway_state}", ""),
    "gateway-socket": (f"chmod 666 {LAYOUT.gateway_socket}", ""),
    "store-group": ("gpasswd --add www-data kentongan-store", ""),
    "tor-group": ("gpasswd --add kentongan-source debian-tor", ""),
    "gateway-unit-runs": ("systemctl disable --quiet kentongan-gateway.service", ""),
    "source-unit-settings": (
        "systemctl edit --drop-in=open --stdin kentongan-source.service <<<$'[Service]\\nRestartSec=3'",
        "",
    ),
    "torrc": (f"echo 'SocksPort 9050' >>{LAYOUT.torrc}", ""),
    "circuits": (f"sed -i 's/^circuits = true/circuits = false/' {LAYOUT.source_config}", ""),
    "tcp-ports": (LISTEN, "systemctl stop printer.service"),
    "firewall": ("nft add rule inet kentongan input tcp dport 8000 accept", ""),
    "firewall-boot": ("systemctl disable --quiet nftables.service", ""),
    "journal": ("systemd-run --quiet --wait echo fc00:dead:beef:4dad::1", ""),
    "roster-signature": (f"truncate --size=-1 {LAYOUT.roster}/roster.sig", ""),
    "holidays": (f"echo someday >>{LAYOUT.holidays}", f"sed -i '/^someday/d' {LAYOUT.holidays}"),
}


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


def faults(server: BootedMachine) -> dict[str, dict[str, Any]]:
    """Return what doctor says of each fault."""
    said = server.run("kentongan", "doctor", "--json", check=False)
    assert said.status == 1, said.errors
    return {one["check"]: one["fault"] for one in json.loads(said.output) if not one["ok"]}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_and_only_it_until_the_named_command_mends_it(
    name: str, healthy: BootedMachine
) -> None:
    planted, undone = FAULTS[name]
    healthy.run("bash", "-c", planted)
    found = faults(healthy)
    assert set(found) - WITHOUT_TOR == {name}
    healthy.run("bash", "-c", (undone or found[name]["mend"]).replace("kentongan init", INIT))
    assert set(faults(healthy)) == WITHOUT_TOR
