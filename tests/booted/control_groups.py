"""The control groups of booted machines: the one trace of a machine that the kernel does not end with its processes."""

import os
from pathlib import Path

from tests.faults.mounts import mount
from tests.own_namespaces import own_mounts

PREFIX = "kentongan-booted-"
_GROUPS = Path("/sys/fs/cgroup")


def remove_groups(name: str) -> None:
    """Remove a group without processes, and those below it."""
    with own_mounts():
        mount("-t", "cgroup2", "none", _GROUPS)
        _remove(_GROUPS / name)


def remove_stale_groups() -> None:
    """Remove what runs that were killed left: their number, a process identifier, is nobody's now."""
    with own_mounts():
        mount("-t", "cgroup2", "none", _GROUPS)
        for group in _GROUPS.glob(f"{PREFIX}*"):
            if not Path("/proc", group.name.removeprefix(PREFIX).partition("-")[0]).exists():
                _remove(group)


def _remove(group: Path) -> None:
    for folder, _below, _files in os.walk(group, topdown=False):
        Path(folder).rmdir()
