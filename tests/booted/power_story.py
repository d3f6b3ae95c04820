"""Cuts of power during intake: every code that a reporter saw opens afterwards, and the store is whole.

The server is set up in a booted machine, copied to a disk, and booted once in a virtual machine, whose state is frozen.
Each round goes on from there: reporters send without a pause, over the socket that Tor would use, until QEMU is killed.
QEMU goes past this machine's cache, so what the server had not synced is lost; two files show it first. Then the disk
is booted as it was left, by systemd-nspawn, which takes seconds.
"""

import random
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from install.server.layout import SOURCE_UNIT, ServerLayout
from tests.booted.booted_machine import BootedMachine
from tests.booted.machine import DebianMachine
from tests.booted.steady_senders import Intake, ShownCode
from tests.booted.story import StoryError, demand, step
from tests.booted.virtual_machine import VIRTUAL_BOOT_SECONDS, VirtualMachine, require_qemu
from tests.booted.virtual_server import VirtualServer, place_for_server, virtual_server
from tests.faults.mounts import mount
from tests.load.unix_server import proxy_line
from tests.own_namespaces import own_mounts

CUTS: Final = 30
_MOST_SECONDS: Final = 8.0
"""After the first code of a round, at most so long until the cut."""
_FIRST_SECONDS: Final = 900.0
_PATIENCE: Final = 300.0
_LAYOUT: Final = ServerLayout()
_PORT: Final = 8000
_SOCKET: Final = f"""
[Socket]
ListenStream={_PORT}

[Install]
WantedBy=sockets.target
"""
_SERVICE: Final = f"""
[Service]
User=debian-tor
ExecStart=/usr/lib/systemd/systemd-socket-proxyd {_LAYOUT.source_socket}
"""
_TARGET: Final = f"""
[Unit]
Requires=basic.target
After=basic.target
Wants={SOURCE_UNIT} systemd-networkd.service
AllowIsolate=yes
"""
"""What a report needs, and no more: each further unit would cost seconds."""
_NOT_NEEDED: Final = ("apparmor.service", "nftables.service", "timers.target", "kentongan-gateway.socket")
# New files: ext4 would write the content of one that is there, and emptied first.
_SYNCED: Final = Path("/root", f"synced-{secrets.token_hex(4)}")
_UNSYNCED: Final = Path("/root", f"unsynced-{secrets.token_hex(4)}")
_WRITE: Final = f"echo whole >{_UNSYNCED}; echo whole | dd of={_SYNCED} conv=fsync status=none"
_INTEGRITY: Final = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as store:
    print(*(row[0] for row in store.execute("PRAGMA integrity_check")))
    print(store.execute('SELECT count(*) FROM "case"').fetchone()[0])
"""


def tell_power_story(cuts: int, seed: int) -> None:
    """Tell it; raise an error of the step that did not end as it must."""
    require_qemu()
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    with place_for_server() as place, virtual_server(place, _open_to_reporters) as server:
        rounds = PowerRounds(server)
        with step("The virtual machine boots, and takes a first report"):
            rounds.begin()
        with step("A cut of its power loses what was not synced, and nothing else"):
            rounds.lose_what_is_not_synced()
        total = 0
        for cut in range(1, cuts + 1):
            with step(f"Cut {cut} of {cuts}, in the midst of reports: every code that was shown opens"):
                total += rounds.cut(f"after-{cut}", chance.uniform(0, _MOST_SECONDS))
    demand(total >= cuts, f"Only {total} codes were shown in {cuts} rounds.")
    with step(f"{total} codes were shown, and all opened"):
        pass


class PowerRounds:
    """Cuts of power from one frozen moment on."""

    def __init__(self, server: VirtualServer) -> None:
        self._server = server
        self._machine = server.machine
        self._memory = server.disk.image.with_name("memory")
        self._frozen = server.disk.image.with_name("frozen")

    def begin(self) -> None:
        """Boot, let the server take a first report, and freeze that moment."""
        self._machine.boot()
        self._machine.wait_for_unit(SOURCE_UNIT, VIRTUAL_BOOT_SECONDS)
        self._take_first(Intake(lambda circuit: _connect(self._machine, circuit)), 0.0)
        self._machine.freeze(self._memory)
        _copy(self._server.disk.image, self._frozen)

    def lose_what_is_not_synced(self) -> None:
        """Write two files, one of them synced, and cut the power."""
        self._thaw()
        self._machine.run("sh", "-c", _WRITE)
        self._machine.cut_power()
        with self._left_disk() as root:
            synced, unsynced = (_text(root, path) for path in (_SYNCED, _UNSYNCED))
        demand(synced == "whole\n", "What was synced is lost: the machine's disk is not what it says.")
        demand(
            unsynced != "whole\n",
            "What was not synced is there: no cut of this machine's power shows anything.",
        )

    def cut(self, name: str, after: float) -> int:
        """Cut the power while reports come in; return the number of codes that were shown, all of which open."""
        self._thaw()
        intake = Intake(lambda circuit: _connect(self._machine, circuit))
        shown = self._take_first(intake, after, cut=True)
        with self._left_disk() as root, self._server.bridge.machine(name, root) as left:
            left.wait_for_unit(SOURCE_UNIT)
            _require_whole(left, len(shown))
            _open_all(Intake(lambda circuit: _connect(left, circuit)), shown)
        return len(shown)

    def _thaw(self) -> None:
        _copy(self._frozen, self._server.disk.image)
        self._machine.thaw(self._memory)

    @contextmanager
    def _left_disk(self) -> Iterator[Path]:
        """The disk's files, as a machine finds them that boots from it next."""
        root = self._frozen.with_name("root")
        root.mkdir(exist_ok=True)
        with own_mounts():
            mount("-o", "loop", self._server.disk.image, root)
            yield root

    def _take_first(self, intake: Intake, after: float, *, cut: bool = False) -> list[ShownCode]:
        """Let reports come in until some time after the first code."""
        intake.start()
        try:
            until = time.monotonic() + _FIRST_SECONDS
            while not intake.count():
                if time.monotonic() > until:
                    raise StoryError(f"No report was taken in {_FIRST_SECONDS:.0f} seconds.")
                time.sleep(0.05)
            time.sleep(after)
            if cut:
                self._machine.cut_power()
        finally:
            intake.stop(hang_up=cut)
        return intake.taken()


def _open_to_reporters(server: BootedMachine) -> None:
    units = Path("/etc/systemd/system")
    for name, text in (("socket", _SOCKET), ("service", _SERVICE), ("target", _TARGET)):
        server.put(units / f"reporters.{name}", text.encode())
    server.run("systemctl", "enable", "reporters.socket")
    server.run("systemctl", "set-default", "reporters.target")
    server.run("systemctl", "mask", *_NOT_NEEDED)


def _open_all(intake: Intake, shown: list[ShownCode]) -> None:
    for one in shown:
        page = intake.mailbox(one.code)
        demand(one.words in page, f"A code opens, and its mailbox does not show the report:\n{page}")


def _require_whole(machine: DebianMachine, least: int) -> None:
    told = machine.run("python3", "-c", _INTEGRITY, _LAYOUT.store / "store.sqlite3").output
    integrity, cases = told.splitlines()
    demand(integrity == "ok", f"The store's database is damaged: {integrity}")
    demand(int(cases) >= least, f"The store has {cases} cases, and {least} codes were shown.")
    machine.run("kentongan", "audit", "verify")


def _connect(machine: BootedMachine | VirtualMachine, circuit: str) -> socket.socket:
    connection = socket.create_connection((machine.address, _PORT), _PATIENCE)
    connection.sendall(proxy_line(circuit))  # as Tor does
    return connection


def _copy(image: Path, place: Path) -> None:
    subprocess.run(["cp", "--sparse=always", "--reflink=auto", image, place], check=True)


def _text(root: Path, path: Path) -> str:
    place = root / path.relative_to("/")
    return place.read_text("ascii", "replace") if place.exists() else ""
