"""The memory and the number of all processes of a sandbox together: limits of the kernel bind each of them alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.limits import MIB

MOST_MEMORY: Final = 2560 * MIB
MOST_PROCESSES: Final = 64
_PROC: Final = Path("/proc")


def takes_too_much(pid: int) -> bool:
    """Return whether this process and all below it are too many, or take too much memory.

    Its folder in memory is bounded by itself, and does not count.
    """
    processes = [pid, *_below(pid, MOST_PROCESSES)]
    return len(processes) > MOST_PROCESSES or sum(map(_memory, processes)) > MOST_MEMORY


def _below(pid: int, most: int) -> Iterator[int]:
    """Yield the processes that this one started, those that they started, and so on."""
    waiting = [pid]
    found = 0
    while waiting and found <= most:
        for child in _children(waiting.pop()):
            found += 1
            waiting.append(child)
            yield child


def _children(pid: int) -> list[int]:
    try:
        threads = list((_PROC / str(pid) / "task").iterdir())
        return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:  # it has ended
        return []


def _memory(pid: int) -> int:
    """Return the bytes that a process has of its own, in memory or swapped out."""
    try:
        lines = (_PROC / str(pid) / "status").read_text("utf-8", "replace").splitlines()
    except OSError:
        return 0
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    return 1024 * sum(int(fields.get(name, "0").split()[0]) for name in ("RssAnon", "VmSwap"))
