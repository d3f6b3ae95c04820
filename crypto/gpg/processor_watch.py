"""A watch over gpg's own processor time while it puts something out: work that yields too little is given up.

Packets without content, compressed twice, put nothing out for minutes. A byte now and then between them would hold a
core as long as the store likes. The wall clock judges neither: a busy machine is slow, and sources have their own
time-outs.
"""

import os
import time
from pathlib import Path
from typing import Final

from crypto.gpg.errors import GpgBoundsError

MOST_SILENT: float = 5.0  # seconds between two pieces of output
MOST_AHEAD: float = 15.0  # seconds beyond those that the output so far accounts for
# Bytes of output for a second. Here gpg makes 600 MB of them, and on a slow computer, out of bzip2, still a million.
LEAST_RATE: Final = 256 * 1024
_GLANCE: Final = 1.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12  # after the name, which can hold anything (proc_pid_stat(5): fields 14 and 15)


class ProcessorWatch:
    """A watch over the run of this process number."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._output = 0
        self._silent_since = float("inf")
        self._look_at = time.monotonic() + _GLANCE

    def came(self, size: int) -> None:
        """Count output; about once a second, raise as `require_progress` does."""
        self._output += size
        self._silent_since = float("inf")
        if time.monotonic() >= self._look_at:
            self.require_progress()

    def require_progress(self) -> None:
        """Raise `GpgBoundsError` if gpg has worked too long since its last output, or for all of its output."""
        self._look_at = time.monotonic() + _GLANCE
        worked = processor_seconds(self._pid)
        self._silent_since = min(self._silent_since, worked)
        silent = worked - self._silent_since
        if silent > MOST_SILENT or worked > MOST_AHEAD + self._output / LEAST_RATE:
            raise GpgBoundsError


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process so far; 0 if it has been waited for."""
    try:
        words = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(words[_USER]) + int(words[_SYSTEM])) / _TICKS
