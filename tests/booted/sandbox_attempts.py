"""Trying on a booted server what a program that was broken into would try, against each unit's restrictions.

Every attempt is made twice: under the unit, whose program alone is exchanged, where it must fail; and outside the unit,
where it must succeed, or it would show nothing. What the unit forbids is tried outside as the same user; what the
owners of files forbid, as root.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.booted import attempts_program
from tests.booted.attempts_program import ALLOWED
from tests.booted.machine import DebianMachine
from tests.booted.sandboxes import ABSTRACT_SOCKET, HOME_FILE, OPEN_FOLDER, Sandbox

_PROGRAM: Final = "/usr/lib/kentongan-attempts.py"
_TOLD: Final = "/run/kentongan-attempts.json"
# Tor's unit starts its program as root, which then becomes Tor's user; ours are that user's from the start. The unit's
# AppArmor profile is tried by itself (`confinement`): it would let none of these programs start.
_DROP_IN: Final = """
[Service]
AppArmorProfile=
Type=oneshot
Restart=no
OOMPolicy=continue
ExecStartPre=
ExecStartPost=
ExecStart=
ExecStart=/bin/sh -c 'test $(id -u) = 0 && become="setpriv --reuid {user} --regid {user} --init-groups"; \\
    exec $$become /usr/bin/python3 -I {program} {attempts}'
StandardOutput=truncate:{told}
"""


class SandboxError(Exception):
    """A restriction did not hold, or an attempt was none."""


def prepare(machine: DebianMachine) -> None:
    """Put the program there, and what only its absence could hide."""
    machine.put(_PROGRAM, Path(attempts_program.__file__).read_bytes())
    machine.put(HOME_FILE, b"of Siti alone\n")
    machine.run("install", "-d", "-m", "1777", OPEN_FOLDER)
    opened = f"--socket-property=ListenStream={ABSTRACT_SOCKET}"
    machine.run("systemd-run", "--unit=kentongan-attempt", opened, "sleep", "infinity")


def hold(machine: DebianMachine, sandbox: Sandbox) -> int:
    """Make every attempt against a unit and return their number; raise `SandboxError` unless each restriction holds."""
    attempts = (*sandbox.forbidden, *sandbox.foreign)
    outside = _tried(machine, sandbox.forbidden, sandbox.user) | _tried(machine, sandbox.foreign, "root")
    inside = _tried_under(machine, sandbox, (*attempts, *sandbox.needed))
    faults = [f"{one}: {outside[one]} outside too" for one in attempts if outside[one] != ALLOWED]
    faults += [f"{one}: allowed" for one in attempts if inside[one] == ALLOWED]
    faults += [f"{one}: {inside[one]}, and it is needed" for one in sandbox.needed if inside[one] != ALLOWED]
    if faults:
        raise SandboxError(f"{sandbox.unit}:\n" + "\n".join(faults))
    return len(attempts)


def _tried(machine: DebianMachine, attempts: Iterable[str], user: str) -> dict[str, str]:
    return dict(json.loads(machine.run("python3", "-I", _PROGRAM, *attempts, user=user).output))


def _tried_under(machine: DebianMachine, sandbox: Sandbox, attempts: Iterable[str]) -> dict[str, str]:
    """Make the attempts in place of the unit's program, and let the unit run its own again."""
    folder = f"/run/systemd/system/{sandbox.unit}.d"
    text = _DROP_IN.format(user=sandbox.user, program=_PROGRAM, attempts=" ".join(attempts), told=_TOLD)
    machine.put(f"{folder}/zz-attempts.conf", text.encode())
    _restart(machine, sandbox.unit)
    machine.run("rm", "-r", folder)
    if sandbox.serves:
        _restart(machine, sandbox.unit)
        machine.wait_for_unit(sandbox.unit)
    else:
        machine.run("systemctl", "daemon-reload")
    return dict(json.loads(machine.fetch(_TOLD)))


def _restart(machine: DebianMachine, unit: str) -> None:
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", unit)
