"""The place of a run's files: in memory, if there is room. A disk takes a sixth of the time of the kernel."""

import os
from pathlib import Path
from typing import Final

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of this run is made in it
_ROOM: Final = 12 * 1024**3
"""Far more than what one worker had there at most, a quarter of a gigabyte: its programs need memory too."""


def memory_with_room() -> Path | None:
    """Return where memory is that takes files, unless it has too little room, or a person has chosen another folder."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return None
    found = os.statvfs(MEMORY)
    runs_programs = not found.f_flag & os.ST_NOEXEC
    room = min(found.f_bavail * found.f_frsize, _available())
    return MEMORY if runs_programs and room >= _ROOM else None


def _available() -> int:
    """Return how many bytes of memory programs could have, by the kernel's own estimate."""
    for line in Path("/proc/meminfo").read_text("ascii").splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) * 1024
    return 0
