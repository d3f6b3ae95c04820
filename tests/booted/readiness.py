"""Whether this machine can boot others, asked before anything is made."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from tests.bare.machine import MachineError
from tests.booted.inotify import require_inotify
from tests.own_namespaces import own_mounts, own_network

_PROGRAMS: Final = {
    "mmdebstrap": "mmdebstrap",
    "systemd-nspawn": "systemd-container",
    "apt-ftparchive": "apt-utils",
    "ip": "iproute2",
    "gpg": "gpg",
    "tor": "tor",
    "curl": "curl",
}
"""Programs, and Debian's packages that have them."""


def require_boot() -> None:
    """Raise `MachineError` with the reason if nothing can boot here."""
    if os.geteuid() != 0:
        raise MachineError("Machines can only be booted by root.")
    missing = sorted({package for program, package in _PROGRAMS.items() if shutil.which(program) is None})
    if missing:
        raise MachineError(
            f"This is missing here:\n    apt-get install -y --no-install-recommends {' '.join(missing)}"
        )
    for kind in ("cgroup2", "overlay"):
        if kind not in Path("/proc/filesystems").read_text("ascii").split():
            raise MachineError(f"The kernel has no {kind}.")
    require_inotify()
    try:
        with own_mounts():
            _do("mount", "-t", "cgroup2", "none", "/sys/fs/cgroup")
        with own_network():
            _do("ip", "link", "add", "name", "kentongan0", "type", "bridge")
    except OSError as error:
        raise MachineError(f"Nothing can boot here: {error}") from None


def _do(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    if done.returncode != 0:
        raise MachineError(f"Nothing can boot here: {' '.join(command)}: {done.stderr.strip()}")
