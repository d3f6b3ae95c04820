"""The root that every booted machine begins with: Debian's smallest, systemd, and nothing of Kentongan's."""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Final

from tests.bare.machine import MachineError, apt_settings, apt_sources
from tests.bare.root import SUITE
from tests.bare.separate import run_apart
from tests.booted.cache_folder import kept

_SYSTEM: Final = ("systemd", "systemd-sysv", "dbus", "libpam-systemd")
"""What an installed Debian has and minbase lacks. No more: a package of ours must name all else that it needs."""
_NETWORK: Final = "etc/systemd/system/multi-user.target.wants/systemd-networkd.service"
# Sources of packages are named anew for each machine; machine-id is made by each at its first boot.
_HOOK: Final = "; ".join(
    (
        "set -eu",
        'rm -rf "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/* "$1"/etc/apt/apt.conf.d/*mmdebstrap',
        'rm -f "$1"/etc/hostname "$1"/etc/resolv.conf',
        ': >"$1"/etc/machine-id',
        f'mkdir -p "$1/{Path(_NETWORK).parent}"',
        f'ln -s /usr/lib/systemd/system/systemd-networkd.service "$1/{_NETWORK}"',
    )
)


@cache
def sources() -> tuple[str, ...]:
    """Return the lines that say where this machine's apt takes the root's packages."""
    return tuple(apt_sources(SUITE))


def debian_root() -> Path:
    """Return the folder of the root, which is made at the first call for this recipe and never changed."""
    key = hashlib.sha256(repr((SUITE, _SYSTEM, _HOOK, sources())).encode()).hexdigest()[:16]
    return kept("roots", key, _make)


def _make(folder: Path) -> None:
    settings = [f"--aptopt={line}" for line in apt_settings()]
    command = [
        "mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(_SYSTEM)}",
        f"--customize-hook={_HOOK}", *settings, SUITE, str(folder), *sources(),
    ]  # fmt: skip
    if run_apart(command, dict(os.environ)) != 0:
        raise MachineError("mmdebstrap failed; its message stands above.")
