"""The memory, processes and files of a whole sandbox, and their bounds: limits of the kernel bind each of them alone.

They are read off the /proc of the sandbox, which lists them all whatever becomes of those that started them. Memory
that belongs to no process cannot be had in there (`seccomp_program`), but for the folder, whose size is bounded.
"""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from journalist_interface.evidence.errors import SandboxUnavailableError
from journalist_interface.evidence.inside.limits import MIB

MOST_MEMORY: Final = 2560 * MIB
MOST_PROCESSES: Final = 32
MOST_AREAS: Final = 100_000
"""Each area of a memory takes 200 bytes of the kernel's, and 64 for each fork before it, which no process has."""
MOST_SOCKETS: Final = 128
"""Each of them holds up to 400 KiB of the kernel's memory, which no process has."""
MOST_FILES: Final = 50_000
"""The size of the folder does not count empty files, of which each takes about 1 KiB of the kernel's memory."""
_LOOKS: Final = 30
_SETTING_UP: Final = 0.001
_PATIENCE: Final = 30.0
_BETWEEN_LOOKS: Final = 0.01
_PIECE: Final = 1024 * 1024
# Of its own, in memory or swapped out, in large pages, and in the tables of its pages.
_MEMORY: Final = ("RssAnon", "VmSwap", "HugetlbPages", "VmPTE")


def await_filter(first: int) -> None:
    """Wait until the first process of a sandbox has its filter of system calls, which bubblewrap gives it last.

    Raises `SandboxUnavailableError` if that takes too long, or if what it takes cannot be told on this computer, and
    `ProcessLookupError` if it has ended.
    """
    process = Path("/proc") / str(first)
    until = time.monotonic() + _PATIENCE
    try:
        while read_status(process)["Seccomp"] == "0":
            if _has_ended(first):
                raise ProcessLookupError
            if time.monotonic() > until:
                raise SandboxUnavailableError
            time.sleep(_SETTING_UP)
    except FileNotFoundError:
        raise ProcessLookupError from None
    if takes_too_much(first):  # there is nothing of a stranger in it yet
        raise SandboxUnavailableError


def takes_too_much(first: int) -> bool:
    """Return whether the sandbox with this first process takes too much, or does not let itself be looked at.

    Processes and threads that end while they are read may have handed their memory on: then all are read again.
    """
    for _ in range(_LOOKS):
        try:
            return _is_beyond_bounds(Path("/proc") / str(first) / "root")
        except (FileNotFoundError, ProcessLookupError):
            if _has_ended(first):
                return False
        except (OSError, LookupError, ValueError):
            return True  # what cannot be read is not within bounds
        time.sleep(_BETWEEN_LOOKS)
    return True


def _has_ended(first: int) -> bool:
    try:
        return read_status(Path("/proc") / str(first))["State"].startswith(("Z", "X"))
    except (FileNotFoundError, ProcessLookupError):
        return True


def _is_beyond_bounds(root: Path) -> bool:
    processes = [entry for entry in (root / "proc").iterdir() if entry.name.isdigit()]
    folder = os.statvfs(root / "tmp")
    return (
        len(processes) > MOST_PROCESSES
        or folder.f_files - folder.f_ffree > MOST_FILES
        or _sockets(root) > MOST_SOCKETS
        or _is_beyond_memory(processes)
    )


def _sockets(root: Path) -> int:
    """Return how many there are, also on their way from one process to another."""
    return int((root / "proc/1/net/sockstat").read_text("ascii").split()[2])


def _is_beyond_memory(processes: Iterable[Path]) -> bool:
    memory = areas = 0
    for task, status in filter(None, map(_living, processes)):
        memory += 1024 * sum(int(status.get(name, "0").split()[0]) for name in _MEMORY)
        areas += _areas(task, MOST_AREAS - areas)
        if memory > MOST_MEMORY or areas > MOST_AREAS:
            return True
    return False


def _living(process: Path) -> tuple[Path, dict[str, str]] | None:
    """Return a task that has the memory of a process, and its fields; None if the process has ended.

    The thread that began it may have ended before the others; all of them have the same memory.

    Raises `FileNotFoundError` if that cannot be told at the moment.
    """
    status = read_status(process)
    if _MEMORY[0] in status:
        return process, status
    if status["Threads"] in {"0", "1"}:
        return None
    for thread in (process / "task").iterdir():
        if _MEMORY[0] in (status := read_status(thread)):
            return thread, status
    raise FileNotFoundError


def _areas(task: Path, most: int) -> int:
    """Return how many areas the memory of a task has, or a number beyond `most`: a long list is not read to its end.

    Raises `FileNotFoundError` if it has ended meanwhile: a memory has one at least.
    """
    count = 0
    with (task / "maps").open("rb", buffering=0) as maps:
        while count <= most and (piece := maps.read(_PIECE)):
            count += piece.count(b"\n")
    if count == 0:
        raise FileNotFoundError
    return count


def read_status(task: Path) -> dict[str, str]:
    """Return the fields of a process or thread of a sandbox."""
    lines = (task / "status").read_text("utf-8", "replace").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
