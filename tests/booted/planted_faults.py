"""Faults that are planted on a server, each named after the check of `kentongan doctor` that must find it."""

import json
from typing import Any, Final

from install.server.layout import BACKUP_TIMER, BACKUP_UNIT, ServerLayout
from tests.booted.machine import CommandError, DebianMachine

_LAYOUT: Final = ServerLayout()
_LISTEN: Final = "systemd-run --quiet --unit=printer systemd-socket-activate --listen=631 cat"
# By the name of the check: what plants the fault, and what takes it back where doctor names no command that does.
FAULTS: Final = {
    "source-config": (f"chmod 644 {_LAYOUT.source_config}", ""),
    "store": (f"chgrp root {_LAYOUT.store}", ""),
    "gateway-state": (f"chown kentongan-source {_LAYOUT.gateway_state}", ""),
    "gateway-socket": (f"chmod 666 {_LAYOUT.gateway_socket}", ""),
    "store-group": ("gpasswd --add www-data kentongan-store", ""),
    "tor-group": ("gpasswd --add kentongan-source debian-tor", ""),
    "upgrade": (
        f"install -d {_LAYOUT.upgrade} && echo failed >{_LAYOUT.upgrade}/phase",
        f"rm -r {_LAYOUT.upgrade}",
    ),
    "upgrade-recovery": ("systemctl disable --quiet recover-kentongan.service", ""),
    "gateway-unit-runs": ("systemctl disable --quiet kentongan-gateway.service", ""),
    "source-unit-settings": (
        "systemctl edit --drop-in=open --stdin kentongan-source.service <<<$'[Service]\\nRestartSec=3'",
        "",
    ),
    "torrc": (f"echo 'SocksPort 9050' >>{_LAYOUT.torrc}", ""),
    "circuits": (f"sed -i 's/^circuits = true/circuits = false/' {_LAYOUT.source_config}", ""),
    "tcp-ports": (_LISTEN, "systemctl stop printer.service"),
    "firewall": ("nft add rule inet kentongan input tcp dport 8000 accept", ""),
    "firewall-boot": ("systemctl disable --quiet nftables.service", ""),
    "journal": ("systemd-run --quiet --wait echo fc00:dead:beef:4dad::1", ""),
    "roster-signature": (f"truncate --size=-1 {_LAYOUT.roster}/roster.sig", ""),
    "backup-key": (f"truncate --size=-1 {_LAYOUT.backup_certificate}", ""),
    "backup-timer-runs": (f"systemctl stop {BACKUP_TIMER}", ""),
    "backup-unit-settings": (
        f"systemctl edit --drop-in=open --stdin {BACKUP_UNIT} <<<$'[Service]\\nNice=3'",
        "",
    ),
    "backup-answers": (f"sed -i 's/02:00/05:00/' {_LAYOUT.backup_hour} && systemctl daemon-reload", ""),
    "backup-age": (f"rm {_LAYOUT.backups}/manifests/*", ""),
    "backup-sums": (f"ls -d {_LAYOUT.backups}/objects/* | head -1 | xargs truncate --size=-1", ""),
    "holidays": (f"echo someday >>{_LAYOUT.holidays}", f"sed -i '/^someday/d' {_LAYOUT.holidays}"),
}
WITHOUT_TOR: Final = {"source-onion-answers", "gateway-onion-locked"}
"""What fails where Tor has no network (`python -m tests.booted short` has one)."""

Found = dict[str, dict[str, Any]]
"""The faults that doctor names, by the checks that found them."""


def faults(server: DebianMachine) -> Found:
    """Return what doctor says of each fault."""
    said = server.run("kentongan", "doctor", "--json", check=False)
    if said.status not in {0, 1}:
        raise CommandError(said.errors)
    return {one["check"]: one["fault"] for one in json.loads(said.output) if not one["ok"]}


def plant(server: DebianMachine, name: str) -> None:
    """Plant a fault."""
    server.run("bash", "-c", FAULTS[name][0])


def planted(server: DebianMachine, name: str) -> Found:
    """Plant a fault, and return what doctor finds then."""
    plant(server, name)
    return faults(server)


def mend(server: DebianMachine, name: str, found: Found, init: str) -> None:
    """Mend a fault as doctor says, with `init` in the place of its command; or by the words that stand here."""
    mended = FAULTS[name][1] or found[name]["mend"]
    server.run("bash", "-c", mended.replace("kentongan init", init))
