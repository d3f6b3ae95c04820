"""A server whose machine is gone comes back on a bare one: package, `kentongan restore`, `kentongan init`."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from install.demonstration.people import OFFICER_ONE
from install.server.layout import BACKUP_UNIT, GATEWAY_USER, SOURCE_USER, ServerLayout
from tests.backup_key import PASSPHRASE
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.machine import CommandResult
from tests.booted.made_up_office import MadeUpOffice, made_up_office
from tests.booted.server_setup import install_package, set_up
from tests.machine_clock import machine_clock_permitted

pytestmark = pytest.mark.slow

LAYOUT: Final = ServerLayout()
BROUGHT: Final = Path("/srv/backups")
KEY: Final = Path("/media/backup-key.gpg")


@pytest.fixture(scope="module")
def bridge(package: Path) -> Iterator[Bridge]:
    """A bridge whose mirror has what a server needs, PostgreSQL too."""
    with Bridge(["postgresql"], [package]) as made:
        yield made


@pytest.fixture(scope="module")
def office() -> Iterator[MadeUpOffice]:
    with machine_clock_permitted(), made_up_office() as made:  # the machines run by it too
        yield made


def carry(server: BootedMachine, second: BootedMachine, office: MadeUpOffice) -> None:
    """Bring the backups and the secret key to the second machine, as on media."""
    files = server.run("find", LAYOUT.backups, "-type", "f").output.split()
    second.run("mkdir", "-p", BROUGHT)
    for file in map(Path, files):
        second.put(BROUGHT / file.relative_to(LAYOUT.backups), server.fetch(file))
    second.put(KEY, office.backup_key.exported.read_bytes(), 0o600)


def restore(machine: BootedMachine, *words: str) -> CommandResult:
    """Restore there; the passphrase comes through standard input."""
    command: list[str | Path] = [
        "kentongan",
        "restore",
        BROUGHT,
        "--key",
        KEY,
        "--passphrase-fd",
        "0",
        *words,
    ]
    return machine.run(*command, given=f"{PASSPHRASE}\n".encode(), check=False)


@dataclass(frozen=True)
class Restored:
    """The second machine after its restore, what the restore said, and what the first one had."""

    machine: BootedMachine
    said: tuple[str, ...]
    refused: str
    addresses: list[bytes]
    configurations: list[bytes]


def addresses(machine: BootedMachine) -> list[bytes]:
    return [machine.fetch(onion / "hostname") for onion in (LAYOUT.source_onion, LAYOUT.gateway_onion)]


def configurations(machine: BootedMachine) -> list[bytes]:
    return [machine.fetch(path) for path in (LAYOUT.source_config, LAYOUT.gateway_config)]


@pytest.fixture(scope="module", params=[False, True], ids=["sqlite", "postgresql"])
def second(
    bridge: Bridge, package: Path, office: MadeUpOffice, request: pytest.FixtureRequest
) -> Iterator[Restored]:
    """A bare machine on which the backup of a first one was put back; the first is gone."""
    postgresql: bool = request.param
    more = ["postgresql"] if postgresql else []
    first, further = (
        ("first", "second") if postgresql else ("third", "fourth")
    )  # the bridge gives a name once
    with ExitStack() as stack:
        server = stack.enter_context(bridge.machine(first))
        install_package(server, package, *more)
        set_up(server, office, postgresql=postgresql)
        server.run("kentongan", "officer", "add", OFFICER_ONE.id)
        server.run("kentongan", "gateway-client", "add", "sari")
        server.run("systemctl", "start", BACKUP_UNIT)
        machine = stack.enter_context(bridge.machine(further))
        install_package(machine, package, *more)
        carry(server, machine, office)
        before = addresses(server), configurations(server)
        server.shut_down()
        rehearsed = restore(machine, "--dry-run")
        machine.run("chmod", "700", BROUGHT)
        refused = restore(machine)
        machine.run("chmod", "755", BROUGHT)
        said = restore(machine)
        machine.run("kentongan", "init", "--answers", LAYOUT.answers)
        yield Restored(machine, (rehearsed.output, said.output), refused.errors, *before)


def test_the_bare_machine_says_what_it_does(second: Restored) -> None:
    rehearsed, done = second.said
    assert "could be restored, with 0 attachments. Nothing was written" in rehearsed
    assert "is restored, with 0 attachments" in done
    assert f"{GATEWAY_USER}, who puts the backup back, may not read {BROUGHT}" in second.refused


def test_it_stands_at_the_old_addresses_with_the_old_configuration(second: Restored) -> None:
    assert addresses(second.machine) == second.addresses
    assert configurations(second.machine) == second.configurations
    assert second.machine.run("ls", LAYOUT.gateway_clients).output == "locked.auth\nsari.auth\n"


def test_it_works_with_the_old_accounts_and_every_file_belongs_to_its_server(second: Restored) -> None:
    machine = second.machine
    assert machine.run("kentongan", "officer", "list").output == f"{OFFICER_ONE.id}\n"
    # PostgreSQL knows its callers by their users.
    machine.run("kentongan", "audit", "verify", user=GATEWAY_USER)
    assert machine.run("kentongan", "status", check=False).output.count("works") >= 4
    owners = machine.run("find", LAYOUT.store, LAYOUT.gateway_state, "-type", "f", "-printf", "%u\n").output
    assert set(owners.split()) <= {SOURCE_USER, GATEWAY_USER}


def test_its_backups_go_on(second: Restored) -> None:
    second.machine.run("systemctl", "start", BACKUP_UNIT)
    assert second.machine.run("ls", LAYOUT.backups / "manifests").output.count("\n") == 1
