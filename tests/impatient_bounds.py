"""Bounds of gpg for tests of messages that hold it: a part of a second of a core is as good as three."""

import os
import select
import signal
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Self

from crypto.gpg.bounds import Bounds, processor_seconds

_PROCESSOR: Final = 0.3
"""Seconds of a core: far more than honest messages take, of which gpg opens many in one run."""
_PAUSE_MILLISECONDS: Final = 20


@dataclass(frozen=True, slots=True)
class ImpatientBounds(Bounds):
    """Bounds at which gpg gets the kernel's signal; the kernel, which counts whole seconds, would send it later."""

    @classmethod
    def like(cls, bounds: Bounds) -> Self:
        """Return these bounds with less processor time."""
        return cls(1, bounds.memory, bounds.wall)

    def apply(self, pid: int) -> None:
        """Limit a run that has just begun."""
        Bounds.apply(self, pid)
        threading.Thread(target=_end_if_busy, args=(pid, os.pidfd_open(pid)), daemon=True).start()


def _end_if_busy(pid: int, run: int) -> None:
    end = select.poll()
    end.register(run, select.POLLIN)
    try:
        while processor_seconds(pid) < _PROCESSOR:
            if end.poll(_PAUSE_MILLISECONDS):
                return
        with suppress(ProcessLookupError):  # it ended at this very moment
            signal.pidfd_send_signal(run, signal.SIGXCPU)
    finally:
        os.close(run)
