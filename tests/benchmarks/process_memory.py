"""The memory that a process holds, from proc(5)."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_SAMPLE_SECONDS: Final = 0.02
_RESET_PEAK: Final = "5"


def resident(pid: int) -> int:
    """Resident bytes now."""
    return _bytes(pid, "VmRSS")


def peak(pid: int) -> int:
    """The most resident bytes since `reset_peak`."""
    return _bytes(pid, "VmHWM")


def reset_peak(pid: int) -> None:
    """Count the peak anew from what is resident now."""
    Path(f"/proc/{pid}/clear_refs").write_text(_RESET_PEAK, "ascii")


class Watched:
    """The highest peak among processes that come and go."""

    def __init__(self) -> None:
        self.highest = 0

    def look(self, pids: list[int]) -> None:
        """Take note of those that still run."""
        for pid in pids:
            with contextlib.suppress(OSError, KeyError):  # it ended meanwhile
                self.highest = max(self.highest, peak(pid))


@contextmanager
def watching(pids: Callable[[], list[int]]) -> Iterator[Watched]:
    """Look at these processes many times a second until the block ends."""
    watched, ended = Watched(), threading.Event()

    def keep_looking() -> None:
        while not ended.wait(_SAMPLE_SECONDS):
            watched.look(pids())

    thread = threading.Thread(target=keep_looking)
    thread.start()
    try:
        yield watched
    finally:
        ended.set()
        thread.join()


def _bytes(pid: int, field: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8", "replace").splitlines()
    found = dict(line.split(":", 1) for line in lines)
    return int(found[field].split()[0]) * 1024
