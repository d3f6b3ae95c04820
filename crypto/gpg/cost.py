"""What gpg's runs took of a processor, counted for each thread: what costs much may end without any failure."""

import os
import threading
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12  # after the name, in which anything can stand (proc_pid_stat(5): fields 14 and 15)


class _Spent(threading.local):
    seconds = 0.0


_spent: Final = _Spent()


def spent() -> float:
    """Return how many seconds of a processor the runs of this thread have taken so far."""
    return _spent.seconds


def count(pid: int) -> None:
    """Add what a run has taken, before it is waited for: then nobody can tell any more."""
    try:
        words = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return
    _spent.seconds += (int(words[_USER]) + int(words[_SYSTEM])) / _TICKS
