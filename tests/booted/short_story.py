"""The short story: a bare machine becomes a drop box behind Tor by its package and one command, and keeps its promises.

It is told in one booted machine: the package is installed, `kentongan init` reads its answers from a file, a report is
sent over the onion, and whatever each unit forbids is tried.
"""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from install.server.layout import BACKUP_UNIT, GATEWAY_UNIT, SOURCE_UNIT, SOURCE_USER, TOR_UNIT, ServerLayout
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.built_packages import package_file
from tests.booted.firewall_traffic import lets_in, lets_out, listen
from tests.booted.made_up_office import MadeUpOffice, made_up_office
from tests.booted.sandbox_attempts import hold, prepare
from tests.booted.sandboxes import BACKUP_SANDBOX, SANDBOXES
from tests.booted.server_setup import FURTHER, install_package, set_up
from tests.booted.story import demand, step
from tests.booted.tor_on_bridge import network_on_bridge, put_in_network
from tests.end_to_end.scan import search
from tests.tor.curl import Curl
from tests.tor.network import PrivateNetwork
from tests.tor.tor_client import TorClient

WHAT: Final = "Uang perjalanan dibayar dua kali untuk rapat yang tidak pernah ada."
_LAYOUT: Final = ServerLayout()
_WRITTEN: Final = ("/etc/kentongan", "/var/lib/kentongan", "/var/log", "/var/tmp", "/tmp", "/run/log")  # noqa: S108
_COPY: Final = """
import sqlite3, sys
with sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True) as store:
    store.execute("VACUUM INTO ?", [sys.argv[2]])
"""


def tell_short_story() -> None:
    """Tell it; raise an error of the step that did not end as it must."""
    with step("The packages are built"):
        package = package_file("kentongan-server")
    with ExitStack() as stack:
        with step("An office signs its roster"):
            office = stack.enter_context(made_up_office())
        with step("The mirror is filled"):
            bridge = stack.enter_context(Bridge(FURTHER, [package]))
        with ThreadPoolExecutor(1) as pool:
            starting = pool.submit(stack.enter_context, network_on_bridge())
            with step("A bare machine boots"):
                server = stack.enter_context(bridge.machine("server"))
            with step("The package is installed"):
                _install(server, package)
            with step("A private Tor network starts"):
                network = starting.result()
        put_in_network(server, network)
        with step("The server is set up by kentongan init"):
            set_up(server, office)
        with step("The machine boots again"):
            server.reboot()
            for unit in (TOR_UNIT, GATEWAY_UNIT, SOURCE_UNIT):
                server.wait_for_unit(unit)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="booted-")))
        with step("A report is sent over the onion, and its mailbox opened over another circuit"):
            code = _report(server, network, folder)
        with step("A backup is made by its unit"):
            server.run("systemctl", "start", BACKUP_UNIT)
        with step("The doctor finds nothing"):
            server.run("kentongan", "doctor")
        with step("An officer's key opens it in the store, and no plain word of it is anywhere"):
            _find_ciphertext(server, office, folder, code)
        _hold_restrictions(server)


def _install(server: BootedMachine, package: Path) -> None:
    install_package(server, package, *FURTHER)
    listen(server)
    demand(
        lets_in(server), "The port that the firewall must close cannot be reached before it is loaded either."
    )
    demand(
        lets_out(server, SOURCE_USER), "The mirror cannot be reached before the firewall is loaded either."
    )


def _report(server: BootedMachine, network: PrivateNetwork, folder: Path) -> str:
    onion = server.fetch(_LAYOUT.source_onion / "hostname").decode("ascii").strip()
    with TorClient(network) as client:
        client.wait_until_reachable(onion)
        code = Curl(client.url("report"), onion, folder / "first.jar").report(what=WHAT)
        mailbox = Curl(client.url("return"), onion, folder / "second.jar").open_mailbox(code)
    demand(WHAT in mailbox, f"The mailbox does not show the report:\n{mailbox}")
    return code


def _find_ciphertext(server: BootedMachine, office: MadeUpOffice, folder: Path, code: str) -> None:
    server.run("python3", "-c", _COPY, _LAYOUT.store / "store.sqlite3", "/root/store")
    copy = folder / "store"
    copy.write_bytes(server.fetch("/root/store"))
    reports = [envelope.report for envelope in office.first_reports(copy)]
    found = [report.what for report in reports if report is not None]
    demand(found == [WHAT], f"An officer's key opens {found} in the store.")
    written = folder / "written"
    for path, content in server.fetch_files(*_WRITTEN):
        (written / path).parent.mkdir(parents=True, exist_ok=True)
        (written / path).write_bytes(content)
    finds = search([written], [WHAT, code])
    demand(not finds, f"What was reported is readable on the server: {finds}")


def _hold_restrictions(server: BootedMachine) -> None:
    prepare(server)
    for sandbox in (*SANDBOXES, BACKUP_SANDBOX):
        with step(f"{sandbox.unit} is tried"):
            hold(server, sandbox)
    with step("The firewall is tried"):
        listen(server)
        demand(not lets_in(server), "A port that was not opened can be reached.")
        demand(not lets_out(server, SOURCE_USER), "A server's user reaches the mirror.")
        server.run("apt-get", "update", "--error-on=any")
