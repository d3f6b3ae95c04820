"""The firewall of a server, by traffic: ssh comes in from the named network, and each user gets out where it may."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from install.server.firewall import Openings, firewall_rules
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import HERE, Bridge
from tests.booted.readiness import require_boot

pytestmark = pytest.mark.slow

USERS = Path(__file__).resolve().parents[2] / "install/system/usr/lib/sysusers.d/kentongan.conf"
REACH = "exec 3<>/dev/{protocol}/{host}/{port} && echo word >&3"
TCP_PORTS = (22, 80, 443, 9001)
SECONDS = 2


@pytest.fixture(scope="module")
def bridge() -> Iterator[Bridge]:
    """A bridge whose mirror has nftables."""
    require_boot()
    with Bridge(["nftables"]) as made:
        yield made


@pytest.fixture(scope="module")
def shut(machines: tuple[BootedMachine, BootedMachine]) -> tuple[BootedMachine, BootedMachine]:
    """A server behind its firewall, which knows the client's address alone, and both listening on all ports."""
    server, client = machines
    server.install("nftables")
    server.put("/usr/lib/sysusers.d/kentongan.conf", USERS.read_bytes())
    server.run("systemd-sysusers", "kentongan.conf")
    server.run("systemd-sysusers", "--inline", "u debian-tor -", "u systemd-timesync -")
    for machine in machines:
        ports = [f"--socket-property=ListenStream={port}" for port in TCP_PORTS]
        machine.run("systemd-run", "--unit=listen", *ports, "sleep", "infinity")
    assert reaches(server, "root", client.address, 80)
    assert reaches(client, "root", server.address, 80)
    address = ip_address(client.address)
    openings = Openings((ip_network(client.address),), (address,), (address,))
    server.put("/etc/nftables.conf", firewall_rules(openings, address).encode(), 0o755)
    server.run("systemctl", "restart", "nftables.service")
    return machines


def reaches(machine: BootedMachine, user: str, host: str, port: int, protocol: str = "tcp") -> bool:
    script = REACH.format(protocol=protocol, host=host, port=port)
    done = machine.run("timeout", str(SECONDS), "bash", "-c", script, user=user, check=False)
    return done.status == 0


def test_ssh_comes_in_from_the_named_network_and_nothing_else_does(
    shut: tuple[BootedMachine, BootedMachine],
) -> None:
    server, client = shut
    assert reaches(client, "root", server.address, 22)
    for port in (80, 443, 9001):
        assert not reaches(client, "root", server.address, port)
    with pytest.raises(TimeoutError):
        socket.create_connection((server.address, 22), SECONDS)


@pytest.mark.parametrize(
    ("user", "ports"),
    [
        ("debian-tor", {22, 80, 443, 9001}),
        ("_apt", {80, 443}),
        ("kentongan-backup", {22}),
        ("systemd-timesync", set()),
        ("kentongan-source", set()),
        ("kentongan-gateway", set()),
        ("nobody", set()),
        ("root", set()),
    ],
)
def test_each_user_gets_out_where_it_may(
    user: str, ports: set[int], shut: tuple[BootedMachine, BootedMachine]
) -> None:
    server, client = shut
    assert {port for port in TCP_PORTS if reaches(server, user, client.address, port)} == ports


@pytest.mark.parametrize(
    ("user", "may"),
    [
        ("systemd-timesync", True),
        ("debian-tor", False),
        ("_apt", False),
        ("kentongan-source", False),
        ("root", False),
    ],
)
def test_only_the_clock_asks_for_the_time(
    user: str, may: bool, shut: tuple[BootedMachine, BootedMachine]
) -> None:
    server, client = shut
    assert reaches(server, user, client.address, 123, "udp") is may


@pytest.mark.parametrize("user", ["_apt", "kentongan-backup", "root"])
def test_an_address_that_was_not_named_is_reached_by_tor_alone(
    user: str, shut: tuple[BootedMachine, BootedMachine]
) -> None:
    server, _client = shut
    assert reaches(server, "debian-tor", HERE, 80)
    assert not reaches(server, user, HERE, 80)
