"""All processes below this one, and how they end: those too that made themselves daemons."""

import contextlib
import os
import signal
import time
from typing import Final

from tests.process_tree import descendants

_PAUSE: Final = 0.05


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
    while (left := set(descendants(os.getpid()))) and time.monotonic() < end:
        for pid in left - signalled:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        signalled |= left
        _reap()
        time.sleep(_PAUSE)
    _reap()


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
