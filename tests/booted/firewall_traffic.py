"""The firewall of a server, tried by traffic: before it is loaded everything passes, after it only what was opened."""

import json
import socket
from pathlib import Path
from typing import Final

from tests.booted import attempts_program
from tests.booted.attempts_program import ALLOWED
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import HERE

_PROGRAM: Final = "/usr/lib/kentongan-traffic.py"
_PORT: Final = 8000
_SECONDS: Final = 2.0
_MIRROR: Final = f"reach:{HERE}:80"


def listen(machine: BootedMachine) -> None:
    """Open a port there, which the firewall must close. It is systemd's: no visitor can make it end."""
    machine.put(_PROGRAM, Path(attempts_program.__file__).read_bytes())
    opened = f"--socket-property=ListenStream={_PORT}"
    machine.run("systemd-run", "--unit=kentongan-open-port", opened, "sleep", "infinity")


def lets_in(machine: BootedMachine) -> bool:
    """Return whether the open port can be reached from the bridge."""
    try:
        socket.create_connection((machine.address, _PORT), _SECONDS).close()
    except TimeoutError:
        return False
    return True


def lets_out(machine: BootedMachine, user: str) -> bool:
    """Return whether a user there reaches the mirror."""
    told = machine.run("python3", "-I", _PROGRAM, _MIRROR, user=user).output
    return bool(json.loads(told)[_MIRROR] == ALLOWED)
