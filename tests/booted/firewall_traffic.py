"""The firewall of a server, tried by traffic: before it is loaded everything passes, after it only what was opened."""

import json
import socket
import time
from pathlib import Path
from typing import Final

from tests.booted import attempts_program
from tests.booted.attempts_program import ALLOWED
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import HERE

_PROGRAM: Final = "/usr/lib/kentongan-traffic.py"
_PORT: Final = 8000
_SECONDS: Final = 2.0
_START_SECONDS: Final = 30.0
_MIRROR: Final = f"reach:{HERE}:80"


def listen(machine: BootedMachine) -> None:
    """Open a port there, which the firewall must close."""
    machine.put(_PROGRAM, Path(attempts_program.__file__).read_bytes())
    machine.run(
        "systemd-run", "--unit=kentongan-open-port", "systemd-socket-activate", f"--listen={_PORT}", "cat"
    )
    machine.wait_for_unit("kentongan-open-port.service")


def lets_in(machine: BootedMachine) -> bool:
    """Return whether the open port can be reached from the bridge."""
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection((machine.address, _PORT), _SECONDS).close()
        except TimeoutError:
            return False
        except ConnectionError:  # the program there has not started yet
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return True


def lets_out(machine: BootedMachine, user: str) -> bool:
    """Return whether a user there reaches the mirror."""
    told = machine.run("python3", "-I", _PROGRAM, _MIRROR, user=user).output
    return bool(json.loads(told)[_MIRROR] == ALLOWED)
