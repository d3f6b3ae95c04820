"""The whole story: from bare machines to a report that is answered, faults that are named, kills, and another machine.

Told in booted machines at one bridge, with a private Tor network beside them: a server, a second one, one that is set
up by hand, a reporter's computer, an officer's workstation and the machine without network. Each chapter is a module of
its own.
"""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from install.server.layout import GATEWAY_UNIT, SOURCE_UNIT, TOR_UNIT, ServerLayout
from tests.booted.backup_check_chapter import OFFICE_PACKAGE, check_backups
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.built_packages import package_file
from tests.booted.changed_packages import changed_package
from tests.booted.conversation_chapter import converse
from tests.booted.faults_chapter import name_faults
from tests.booted.firefox_on_machine import BROWSER_PACKAGES
from tests.booted.further_versions import GOOD
from tests.booted.kills_chapter import kill_under_load
from tests.booted.made_up_office import MadeUpOffice, made_up_office
from tests.booted.officer_workstation import OfficerWorkstation
from tests.booted.restore_chapter import back_up, open_old_codes, restore_elsewhere
from tests.booted.server_setup import FURTHER, install_package, set_up
from tests.booted.story import demand, step
from tests.booted.tor_on_bridge import put_in_network, start_network
from tests.booted.typed_setup import set_up_by_hand
from tests.booted.upgrade_chapter import upgrade_under_load
from tests.tor.network import PrivateNetwork
from tests.tor.tor_client import NOT_AUTHORIZED, SocksRefusedError, TorClient

_LAYOUT: Final = ServerLayout()
_PEOPLES: Final = (*BROWSER_PACKAGES, "tor")
_UNITS: Final = (TOR_UNIT, GATEWAY_UNIT, SOURCE_UNIT)


@dataclass(frozen=True)
class Machines:
    """The machines of the story, all booted and bare at first."""

    server: BootedMachine
    second: BootedMachine
    typed: BootedMachine
    client: BootedMachine
    workstation: BootedMachine
    alone: BootedMachine


@dataclass(frozen=True)
class Packages:
    """Our packages, built from this checkout."""

    server: Path
    workstation: Path
    office: Path


def tell_long_story() -> None:
    """Tell it; raise an error of the step that did not end as it must."""
    with step("The packages are built"):
        packages = Packages(*map(package_file, ("kentongan-server", "kentongan-workstation", OFFICE_PACKAGE)))
    with ExitStack() as stack:
        with step("An office signs its roster"):
            office = stack.enter_context(made_up_office())
        with step("The mirror is filled"):
            ours = [packages.server, packages.workstation, packages.office]
            bridge = stack.enter_context(Bridge((*FURTHER, *_PEOPLES), ours))
        with step("Six bare machines boot"):
            names = ("server", "second", "typed", "client", "workstation", "alone")
            machines = Machines(*(stack.enter_context(bridge.machine(name)) for name in names))
        with step("A private Tor network starts"):  # by itself: its votes fall at fixed moments
            network = start_network(stack)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="booted-")))
        with step("The packages are installed, and another server is set up as a person types"):
            later = _install(machines, packages, office, folder)
        machines.typed.shut_down()
        bridge.cut_off("alone")
        _tell(stack, machines, network, office, later)


def _install(machines: Machines, packages: Packages, office: MadeUpOffice, folder: Path) -> Path:
    """Install everything at once; return the package of the later version, which the second server has already."""
    later = changed_package(packages.server, GOOD, folder)

    def install_by_hand() -> None:
        install_package(machines.typed, packages.server)
        set_up_by_hand(machines.typed, office)

    with ThreadPoolExecutor() as pool:
        done = [
            pool.submit(install_package, machines.server, packages.server, *FURTHER),
            pool.submit(install_package, machines.second, later, *FURTHER),
            pool.submit(install_by_hand),
            pool.submit(install_package, machines.workstation, packages.workstation, *_PEOPLES),
            pool.submit(machines.client.install, *_PEOPLES, seconds=600),
            pool.submit(install_package, machines.alone, packages.office),
        ]
        for one in done:
            one.result()
    return later


def _tell(
    stack: ExitStack, machines: Machines, network: PrivateNetwork, office: MadeUpOffice, later: Path
) -> None:
    server = machines.server
    for machine in (server, machines.client, machines.workstation):
        put_in_network(machine, network)
    with step("The server is set up by kentongan init from a file of answers"):
        set_up(server, office)
    with step("The server boots again"):
        server.reboot()
        for unit in _UNITS:
            server.wait_for_unit(unit)
    for machine in (machines.client, machines.workstation):
        machine.run("systemctl", "restart", TOR_UNIT)
    source = server.fetch(_LAYOUT.source_onion / "hostname").decode("ascii").strip()
    client = stack.enter_context(TorClient(network))
    with step("Its onion is reached"):
        client.wait_until_reachable(source)
    with step("An officer's workstation is let in"):
        workstation = OfficerWorkstation(machines.workstation, server, office)
        workstation.set_up()
        with TorClient(network, [workstation.key]) as officers:
            officers.wait_until_reachable(workstation.gateway)
    with step("A client without authorization gets nowhere"):
        _get_nowhere(client, workstation.gateway)
    told = converse(machines.client, machines.workstation, workstation, source)
    name_faults(server)
    shown = upgrade_under_load(server, later, client, source, told)
    shown += kill_under_load(server, client, source, told)
    back_up(server, machines.second, machines.alone)
    check_backups(server, machines.alone, office)
    restore_elsewhere(server, machines.second, office, network)
    open_old_codes(client, source, told, shown)


def _get_nowhere(client: TorClient, gateway: str) -> None:
    try:
        client.connect(gateway, "stranger").close()
    except SocksRefusedError as error:
        demand(error.code == NOT_AUTHORIZED, f"The gateway's onion is shut, but Tor says {error.code:#04x}.")
    else:
        demand(False, "A client without authorization reaches the gateway.")
