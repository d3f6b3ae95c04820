"""All processes below this one, and how they end: those too that made themselves daemons."""

import contextlib
import os
import signal
import time
from pathlib import Path
from typing import Final

_PAUSE: Final = 0.05


def descendants() -> dict[int, int]:
    """Return every process below this one, each with its parent."""
    parents = {pid: parent for pid in _all() if (parent := _parent_of(pid))}
    own = os.getpid()
    return {pid: parent for pid, parent in parents.items() if own in _above(pid, parents)}


def end_descendants(grace_seconds: float, kill_seconds: float = 30.0) -> None:
    """End them all: asked first, so that they put things in order, then killed.

    This process must adopt orphans, or a daemon is no longer below it.
    """
    _signal_until_gone(signal.SIGTERM, grace_seconds)
    _signal_until_gone(signal.SIGKILL, kill_seconds)


def _signal_until_gone(number: signal.Signals, seconds: float) -> None:
    """Signal everybody once, those too that start meanwhile."""
    end = time.monotonic() + seconds
    signalled: set[int] = set()
    while (left := descendants()) and time.monotonic() < end:
        for pid in left.keys() - signalled:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        signalled |= left.keys()
        _reap()
        time.sleep(_PAUSE)
    _reap()


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _all() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _parent_of(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it ended meanwhile
    # "pid (any name) state parent …": the name may hold spaces and brackets.
    return int(text.rpartition(")")[2].split()[1])


def _above(pid: int, parents: dict[int, int]) -> set[int]:
    found: set[int] = set()
    while (pid := parents.get(pid, 0)) and pid not in found:
        found.add(pid)
    return found
