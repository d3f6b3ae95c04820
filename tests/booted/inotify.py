"""Whether the kernel has inotify instances left, without which systemd does not boot; agents of GnuPG hold one each."""

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.bare.machine import MachineError

NEEDED: Final = 24
"""One machine's systemd and its services hold a dozen."""
_LIMIT: Final = Path("/proc/sys/fs/inotify/max_user_instances")
_LINK: Final = "anon_inode:inotify"


def require_inotify(needed: int = NEEDED) -> None:
    """Raise `MachineError`, which names the programs that hold them, if this user has too few instances left."""
    limit, holders = int(_LIMIT.read_text("ascii")), _holders()
    left = limit - holders.total()
    if left < needed:
        named = ", ".join(f"{name} {count}" for name, count in holders.most_common(3))
        raise MachineError(
            f"No machine can boot: of this user's {limit} inotify instances {left} are left, and it needs {needed}.\n"
            f"They are held by {named}. Leftover agents of GnuPG end with their process identifiers (kill), or "
            f"raise the limit: sysctl fs.inotify.max_user_instances={4 * limit}"
        )


def _holders() -> Counter[str]:
    """Return how many instances this user's programs hold, by their names."""
    found = Counter[str]()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(
            FileNotFoundError, ProcessLookupError, PermissionError
        ):  # it ended, or is not ours to look at
            if process.stat().st_uid == os.geteuid():
                found[(process / "comm").read_text("utf-8").strip()] += _held(process)
    return +found


def _held(process: Path) -> int:
    count = 0
    for link in (process / "fd").iterdir():
        with suppress(FileNotFoundError):  # it was closed meanwhile, as the one of this loop will be
            count += str(link.readlink()) == _LINK
    return count
