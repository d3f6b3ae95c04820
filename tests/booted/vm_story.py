"""What only a kernel of its own enforces: AppArmor, limits of memory, and the addresses that a unit may reach.

A server is set up in a booted machine, copied to a disk, and booted in a virtual machine. Beside it stand a backup
host, a reporter's computer, an officer's workstation and a private Tor network. Whatever a server does is done under
its enforced profiles, and none of it may be refused. Then what they must refuse is tried, and memory runs out.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from install.server.apparmor import PROFILES
from install.server.layout import (
    BACKUP_UNIT,
    BACKUP_USER,
    GATEWAY_UNIT,
    SOURCE_UNIT,
    TOR_UNIT,
    TRANSFER_UNIT,
    ServerLayout,
)
from tests.booted.backup_host import (
    BACKUP_HOST_PACKAGES,
    VAULT,
    let_server_in,
    names_and_sums,
    set_up_backup_host,
)
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import HERE
from tests.booted.confinement import CONFINEMENTS, hold_alone, refusals
from tests.booted.conversation_chapter import converse
from tests.booted.firefox_on_machine import BROWSER_PACKAGES
from tests.booted.machine import DebianMachine
from tests.booted.memory_chapter import run_out_altogether, run_out_in_units
from tests.booted.officer_workstation import PACKAGE, OfficerWorkstation
from tests.booted.planted_faults import faults
from tests.booted.sandbox_attempts import hold, prepare
from tests.booted.sandboxes import Sandbox
from tests.booted.server_setup import install_package
from tests.booted.steady_senders import Intake
from tests.booted.story import demand, step
from tests.booted.tor_on_bridge import put_in_network, start_network
from tests.booted.virtual_machine import VIRTUAL_BOOT_SECONDS, require_qemu
from tests.booted.virtual_server import ServerPlace, place_for_server, virtual_server
from tests.tor.network import PrivateNetwork
from tests.tor.tor_client import TorClient

_PEOPLES: Final = (*BROWSER_PACKAGES, "tor")
_WORKSTATION: Final = PACKAGE
_MEMORY: Final = "2560M"
_SECONDS: Final = 900.0
_LAYOUT: Final = ServerLayout()
_PROFILE: Final = _LAYOUT.apparmor / PROFILES[SOURCE_UNIT]
_UNITS: Final = (TOR_UNIT, GATEWAY_UNIT, SOURCE_UNIT)
_NOT_HERE: Final = {"clock", "updates"}
"""Nothing at the bridge tells the time, and a virtual machine boots without timers that would take its processor."""


@dataclass(frozen=True)
class Neighbours:
    """The booted machines beside the server, and the Tor network that all are in."""

    vault: BootedMachine
    reporter: BootedMachine
    officers: BootedMachine
    network: PrivateNetwork


def tell_vm_story() -> None:
    """Tell it; raise an error of the step that did not end as it must."""
    require_qemu()
    with ExitStack() as stack:
        packages = (*BACKUP_HOST_PACKAGES, *_PEOPLES)
        place = stack.enter_context(place_for_server(packages, [_WORKSTATION]))
        with step("A private Tor network starts"):
            network = start_network(stack)
        with step("A backup host, a reporter's computer and an officer's workstation are installed"):
            names = ("vault", "client", "workstation")
            vault, reporter, officers = (stack.enter_context(place.bridge.machine(name)) for name in names)
            beside = Neighbours(vault, reporter, officers, network)
            answers = set_up_backup_host(beside.vault)
            _install_peoples(beside, place)
        server = stack.enter_context(
            virtual_server(place, lambda bare: put_in_network(bare, network), _MEMORY, **answers)
        )
        let_server_in(beside.vault, server.said)
        with step("The virtual machine boots"):
            server.machine.boot()
            for unit in _UNITS:
                server.machine.wait_for_unit(unit, VIRTUAL_BOOT_SECONDS)
        client = stack.enter_context(TorClient(network))
        _work(server.machine, place, beside, client)
        _refuse(server.machine, beside)
        source = _source(server.machine)
        run_out_in_units(server.machine)
        run_out_altogether(server.machine, Intake(lambda circuit: client.connect(source, circuit)))


def _install_peoples(beside: Neighbours, place: ServerPlace) -> None:
    beside.reporter.install(*_PEOPLES, seconds=600)
    install_package(beside.officers, place.packages[_WORKSTATION], *_PEOPLES)
    for machine in (beside.reporter, beside.officers):
        put_in_network(machine, beside.network)


def _work(server: DebianMachine, place: ServerPlace, beside: Neighbours, client: TorClient) -> None:
    """Do all that a server is for, under its profiles: none of it may be refused."""
    source = _source(server)
    with step("Its onion is reached"):
        client.wait_until_reachable(source)
    with step("An officer's workstation is let in"):
        workstation = OfficerWorkstation(beside.officers, server, place.office)
        workstation.set_up()
        beside.reporter.run("systemctl", "restart", TOR_UNIT)
        with TorClient(beside.network, [workstation.key]) as officers:
            officers.wait_until_reachable(workstation.gateway)
    converse(beside.reporter, beside.officers, workstation, source)
    with step("A backup is made, and carried to the backup host"):
        server.run("systemctl", "start", BACKUP_UNIT, seconds=_SECONDS)
        server.run("systemctl", "start", TRANSFER_UNIT, seconds=_SECONDS)
        here, there = names_and_sums(server, _LAYOUT.backups), names_and_sums(beside.vault, VAULT)
        demand(here == there, f"The backup host has something else:\n{here}\n{there}")
    with step("AppArmor refused nothing of all that"):
        demand(not refusals(server), f"It refused {refusals(server)}")
    with step("The doctor finds nothing, and every unit confined"):
        found = faults(server)
        demand(set(found) == _NOT_HERE, f"Doctor names {found}.")
    with step("The doctor names a unit that its profile only watches, and mends it"):
        server.run("apparmor_parser", "--replace", "--Complain", _PROFILE)
        named = faults(server)
        demand(set(named) == {*_NOT_HERE, "source-unit-confined"}, f"Doctor names {named}.")
        server.run("bash", "-c", named["source-unit-confined"]["mend"], seconds=_SECONDS)
        demand(set(faults(server)) == _NOT_HERE, "Doctor still names something.")


def _refuse(server: DebianMachine, beside: Neighbours) -> None:
    """Try what the profiles must refuse by themselves, and the transfer's ways to anywhere."""
    server.run("sysctl", "--quiet", "kernel.printk_ratelimit=0")  # each refusal is to be told
    for confinement in CONFINEMENTS:
        with step(f"The profile {confinement.profile} is tried"):
            hold_alone(server, confinement)
    with step("The doctor names a refusal"):
        found = set(faults(server))
        demand(found == {*_NOT_HERE, "apparmor-refusals"}, f"Doctor names {found}.")
    prepare(server)
    with step("Without the firewall, the unit with a network reaches the backup host and nothing else"):
        server.run("systemctl", "stop", "nftables.service")
        server.run("nft", "flush", "ruleset")
        hold(server, _network(beside.vault))
        server.run("systemctl", "start", "nftables.service")


def _network(vault: BootedMachine) -> Sandbox:
    reach_mirror, reach_vault = f"reach:{HERE}:80", f"reach:{vault.address}:22"
    return Sandbox(TRANSFER_UNIT, BACKUP_USER, (reach_mirror,), (), (reach_vault,), serves=False)


def _source(server: DebianMachine) -> str:
    return server.fetch(_LAYOUT.source_onion / "hostname").decode("ascii").strip()
