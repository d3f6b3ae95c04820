"""Backups of a server by its units: made at their hour, carried to a second machine, and each unit's way to nowhere."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final

import pytest

from install.server.layout import (
    BACKUP_TIMER,
    BACKUP_UNIT,
    FIREWALL_UNIT,
    TRANSFER_UNIT,
    ServerLayout,
)
from tests.booted.backup_host import (
    BACKUP_HOST_PACKAGES,
    HOST_KEY,
    VAULT,
    let_server_in,
    names_and_sums,
    set_up_backup_host,
)
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.built_packages import package_file
from tests.booted.made_up_office import made_up_office
from tests.booted.planted_faults import WITHOUT_TOR, faults
from tests.booted.readiness import require_boot
from tests.booted.sandbox_attempts import hold, prepare
from tests.booted.sandboxes import BACKUP_SANDBOX, TRANSFER_SANDBOX
from tests.booted.server_setup import INIT, install_package, set_up
from tests.machine_clock import machine_clock_permitted

pytestmark = pytest.mark.slow

LAYOUT: Final = ServerLayout()
STAMP: Final = f"/var/lib/systemd/timers/stamp-{BACKUP_TIMER}"
"""When the timer went off last, as systemd remembers it."""

Machines = tuple[BootedMachine, BootedMachine]


@pytest.fixture(scope="module")
def bridge() -> Iterator[Bridge]:
    """A bridge whose mirror has what a server and a backup host need."""
    require_boot()
    packages = ["unattended-upgrades", *BACKUP_HOST_PACKAGES]
    with Bridge(packages, [package_file("kentongan-server")]) as made:
        yield made


@pytest.fixture(scope="module")
def machines(bridge: Bridge) -> Iterator[Machines]:
    """A server that carries its backups to a second machine, and that machine."""
    with ExitStack() as stack:
        with machine_clock_permitted():  # the machines run by it too
            office = stack.enter_context(made_up_office())
        vault = stack.enter_context(bridge.machine("vault"))
        server = stack.enter_context(bridge.machine("server"))
        answers = set_up_backup_host(vault)
        install_package(server, package_file("kentongan-server"), "unattended-upgrades")
        let_server_in(vault, set_up(server, office, backup_hour=3, **answers))
        yield server, vault


def back_up(server: BootedMachine) -> None:
    """Make a backup, and wait until it was carried away."""
    server.run("systemctl", "start", BACKUP_UNIT)
    server.run("systemctl", "start", TRANSFER_UNIT)  # which waits for the one that the backup began


def test_a_backup_is_carried_to_the_other_machine_and_nothing_is_wrong(machines: Machines) -> None:
    server, vault = machines
    assert "transfer-age" in faults(server)
    back_up(server)
    assert names_and_sums(server, LAYOUT.backups) == names_and_sums(vault, VAULT)
    assert len(names_and_sums(vault, VAULT).splitlines()) > 3
    modes = vault.run("find", VAULT, "-mindepth", "1", "-printf", "%M %u\n").output
    assert set(modes.splitlines()) == {"drwx------ kentongan", "-rw------- kentongan"}
    assert set(faults(server)) == WITHOUT_TOR
    assert "kentongan@" in server.run("kentongan", "status").output


def test_what_the_rule_deletes_here_is_deleted_there_and_another_repository_deletes_nothing(
    machines: Machines,
) -> None:
    server, vault = machines
    back_up(server)
    back_up(server)
    newest = server.run("sh", "-c", f"ls {LAYOUT.backups}/manifests | sort | tail -1").output.strip()
    server.run("rm", LAYOUT.backups / "manifests" / newest)
    server.run("systemctl", "start", TRANSFER_UNIT)
    assert newest not in names_and_sums(vault, VAULT)
    there = names_and_sums(vault, VAULT)
    server.run("mount", "-t", "tmpfs", "-o", "mode=2750", "empty", LAYOUT.backups)
    try:
        assert server.run("systemctl", "start", TRANSFER_UNIT, check=False).status != 0
        server.run("chown", "kentongan-gateway:kentongan-backup", LAYOUT.backups)
        server.run("systemctl", "start", BACKUP_UNIT)
        assert server.run("systemctl", "start", TRANSFER_UNIT, check=False).status != 0
        assert names_and_sums(vault, VAULT) == there
    finally:
        server.run("umount", LAYOUT.backups)
    back_up(server)
    assert names_and_sums(server, LAYOUT.backups) == names_and_sums(vault, VAULT)


def test_the_timer_waits_for_its_hour_and_makes_up_for_a_night_that_the_machine_slept(
    machines: Machines,
) -> None:
    server, _vault = machines
    shown = server.run("systemctl", "show", BACKUP_TIMER, "--property=NextElapseUSecRealtime", "--value")
    hour = server.run("env", "TZ=Asia/Jakarta", "date", "+%H:%M", "--date", shown.output.strip()).output
    assert hour == "03:00\n"
    server.run("systemctl", "stop", BACKUP_TIMER)
    server.run("rm", "-f", LAYOUT.transferred)
    server.run("touch", "--date=2 days ago", STAMP)
    server.run("systemctl", "start", BACKUP_TIMER)
    server.run("sh", "-c", f"until test -e {LAYOUT.transferred}; do sleep 0.2; done")


def test_the_key_on_the_other_machine_reads_nothing_there_and_runs_nothing(machines: Machines) -> None:
    server, vault = machines
    back_up(server)
    ssh = [
        "ssh",
        "-F",
        "none",
        "-i",
        str(LAYOUT.transfer_key),
        "-o",
        f"UserKnownHostsFile={LAYOUT.known_hosts}",
    ]
    place = f"kentongan@{vault.address}"
    server.run("systemctl", "stop", FIREWALL_UNIT)
    server.run("nft", "flush", "ruleset")
    try:
        shell = server.run(*ssh, place, "id", check=False)
        assert shell.status != 0
        assert "uid=" not in shell.output
        reading = ["rsync", "--recursive", f"--rsh={' '.join(ssh)}", f"{place}:./", "/root/read"]
        assert "read" in server.run(*reading, check=False).errors
        assert server.run("test", "-e", "/root/read/identity", check=False).status != 0
    finally:
        server.run("systemctl", "start", FIREWALL_UNIT)


def test_another_machine_at_the_address_gets_nothing_and_is_named_until_it_is_the_right_one_again(
    machines: Machines,
) -> None:
    server, vault = machines
    right = vault.fetch(HOST_KEY)
    vault.run("sh", "-c", f"rm {HOST_KEY} && ssh-keygen -q -t ed25519 -N '' -f {HOST_KEY}")
    vault.run("systemctl", "restart", "ssh.service")
    there = names_and_sums(vault, VAULT)
    server.run("systemctl", "start", BACKUP_UNIT)
    assert server.run("systemctl", "start", TRANSFER_UNIT, check=False).status != 0
    assert names_and_sums(vault, VAULT) == there
    found = faults(server)
    assert set(found) - WITHOUT_TOR == {"transfer-unit-ran"}
    assert server.run("kentongan", "status", check=False).status == 1
    vault.put(HOST_KEY, right, 0o600)
    vault.run("systemctl", "restart", "ssh.service")
    server.run("bash", "-c", found["transfer-unit-ran"]["mend"])
    assert set(faults(server)) == WITHOUT_TOR


FAULTS: Final = {
    "transfer-age": f"touch --date='3 days ago' {LAYOUT.transferred}",
    "backup-answers": f"sed -i 's/^10/11/' {LAYOUT.known_hosts}",
    "transfer-key": f"chmod 644 {LAYOUT.transfer_key}",
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_carrying_away_is_named_and_only_it_until_the_named_command_mends_it(
    name: str, machines: Machines
) -> None:
    server, _vault = machines
    back_up(server)
    server.run("bash", "-c", FAULTS[name])
    found = faults(server)
    assert set(found) - WITHOUT_TOR == {name}
    server.run("bash", "-c", found[name]["mend"].replace("kentongan init", INIT))
    assert set(faults(server)) == WITHOUT_TOR


@pytest.fixture(scope="module")
def prepared(machines: Machines) -> Machines:
    """The same two, the server with what its units must not do."""
    back_up(machines[0])
    prepare(machines[0])
    return machines


def test_each_unit_forbids_what_it_should(prepared: Machines) -> None:
    server, _vault = prepared
    for sandbox in (BACKUP_SANDBOX, TRANSFER_SANDBOX):
        assert hold(server, sandbox) > 30
    back_up(server)


def test_the_unit_with_a_network_may_reach_the_backup_host_alone(machines: Machines) -> None:
    """By its setting: such a machine's kernel enforces the firewall, which has the same rule, and not this.

    `python -m tests.booted vm` tries it.
    """
    server, vault = machines
    shown = server.run("systemctl", "show", TRANSFER_UNIT, "--property=IPAddressAllow,IPAddressDeny").output
    settings = dict(line.split("=", 1) for line in shown.splitlines())
    assert settings["IPAddressAllow"] == f"{vault.address}/32"
    assert set(settings["IPAddressDeny"].split()) == {"0.0.0.0/0", "::/0"}  # systemd names them in any order
