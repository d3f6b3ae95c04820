"""Processor time of gpg's runs, counted for each thread: an expensive run may end without any failure."""

import os
import threading
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12  # after the name, which can hold anything (proc_pid_stat(5): fields 14 and 15)


class _Spent(threading.local):
    seconds = 0.0


_spent: Final = _Spent()


def spent() -> float:
    """Return how many seconds of processor time the runs of this thread have taken so far."""
    return _spent.seconds


def count(pid: int) -> None:
    """Add what a run has taken, before it is waited for: afterwards the system has forgotten it."""
    try:
        words = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return
    _spent.seconds += (int(words[_USER]) + int(words[_SYSTEM])) / _TICKS
