"""A chapter of the story of a virtual machine: memory runs out, in one unit and in the whole machine.

Programs that each take less than a server do the latter, so that it is not their size that saves the servers.
"""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from install.server.layout import (
    BACKUP_UNIT,
    BACKUP_USER,
    GATEWAY_UNIT,
    GATEWAY_USER,
    SOURCE_UNIT,
    SOURCE_USER,
    TOR_UNIT,
    TRANSFER_UNIT,
)
from tests.booted import memory_hog
from tests.booted.machine import CommandError, DebianMachine
from tests.booted.sandbox_attempts import hold
from tests.booted.sandboxes import Sandbox
from tests.booted.steady_senders import Intake
from tests.booted.story import StoryError, demand, step

_LIMITS: Final = (
    Sandbox(SOURCE_UNIT, SOURCE_USER, ("allocate:1100",), (), ("allocate:300",)),
    Sandbox(GATEWAY_UNIT, GATEWAY_USER, ("allocate:1100",), (), ("allocate:300",)),
    Sandbox(BACKUP_UNIT, GATEWAY_USER, ("allocate:1400",), (), ("allocate:300",), serves=False),
    Sandbox(TRANSFER_UNIT, BACKUP_USER, ("allocate:600",), (), ("allocate:200",), serves=False),
)
_REPORT_PATH: Final = (TOR_UNIT, SOURCE_UNIT)
_BACKUP: Final = "kentongan"
"""The name of its process, once that is no longer systemd's."""
_HOG: Final = "/usr/lib/kentongan-hog.py"
_HOG_UNIT: Final = "hog.service"
_HOG_MIB: Final = 48
"""Less than a server takes."""
_KILLED: Final = re.compile(r"Out of memory: Killed process ([0-9]+)")
_KILLS: Final = 8
_CODES: Final = 2
_SECONDS: Final = 900.0
_PAUSE: Final = 1.0


def run_out_in_units(machine: DebianMachine) -> None:
    """Let a program in each unit take more memory than the unit may have: it dies, and nothing else."""
    for sandbox in _LIMITS:
        with step(f"{sandbox.unit} takes more memory than it may have, and is refused"):
            hold(machine, sandbox)
    shown = machine.run("systemctl", "show", SOURCE_UNIT, "--property=MemorySwapMax,MemoryZSwapMax").output
    demand(shown.split() == ["MemorySwapMax=0", "MemoryZSwapMax=0"], f"Swap is open to a server: {shown}")


def run_out_altogether(machine: DebianMachine, intake: Intake) -> None:
    """Let memory run out while reports come in and a backup is made, which dies first, and the report path never."""
    machine.put(_HOG, Path(memory_hog.__file__).read_bytes())
    before = {unit: _process(machine, unit) for unit in _REPORT_PATH}
    backup = _held_backup(machine)
    intake.start()
    try:
        with step(f"Memory runs out, and the kernel kills {_KILLS} times, the backup first"):
            machine.run(
                "systemd-run", f"--unit={_HOG_UNIT}", "--property=OOMPolicy=continue", "/usr/bin/python3", _HOG,
                str(_HOG_MIB),
            )  # fmt: skip
            _wait(lambda: len(_killed(machine)) >= _KILLS, "The kernel killed nothing.")
            demand(_killed(machine)[0] == backup, "The backup was not the first to die.")
        with step(f"Meanwhile {_CODES} reports more are taken"):
            wanted = intake.count() + _CODES
            _wait(lambda: intake.count() >= wanted, f"No report is taken; {intake.refused} were refused.")
    finally:
        machine.run("systemctl", "stop", _HOG_UNIT)
        intake.stop()
    shown = intake.taken()
    with step(
        f"Tor and the reporters' pages were never killed, and all {len(shown)} codes that were shown open"
    ):
        for unit, process in before.items():
            demand(_process(machine, unit) == process, f"{unit} was started anew.")
        intake.require_open(shown)
    with step("The backup is made once memory is there again"):
        machine.run("systemctl", "start", BACKUP_UNIT, seconds=_SECONDS)


def _held_backup(machine: DebianMachine) -> str:
    """Start a backup and hold it in its midst; return the number of its process."""
    machine.run("systemctl", "start", "--no-block", BACKUP_UNIT)
    _wait(lambda: _name(machine, _process(machine, BACKUP_UNIT)) == _BACKUP, "No backup began.")
    machine.run("systemctl", "kill", "--signal=STOP", BACKUP_UNIT)
    return _process(machine, BACKUP_UNIT)


def _name(machine: DebianMachine, process: str) -> str:
    return machine.run("cat", f"/proc/{process}/comm", check=False).output.strip()


def _process(machine: DebianMachine, unit: str) -> str:
    return machine.run("systemctl", "show", unit, "--property=MainPID", "--value").output.strip()


def _killed(machine: DebianMachine) -> list[str]:
    """Return the processes that were killed for the machine's want of memory, in their order."""
    said = machine.run("journalctl", "--dmesg", "--no-pager", "--output=cat").output
    return _KILLED.findall(said)


def _wait(reached: Callable[[], bool], otherwise: str) -> None:
    """Wait until it is so; a machine without memory may not answer for a while."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        with suppress(CommandError):
            if reached():
                return
        time.sleep(_PAUSE)
    raise StoryError(otherwise)
