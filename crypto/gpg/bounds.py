"""The bounds of one run of gpg, the verdict on a run that a signal ended, and a second try.

Work that yields too little is given up. Packets without content, compressed twice, put nothing out for minutes. A byte
now and then between them would hold a core as long as the store likes. The wall clock judges neither: a busy machine is
slow, and sources have their own time-outs.

A second try tells a stranger's fault from the machine's. A gpg that crashed, or exceeded its bounds, has judged its
input. It is tried once more, with no other second try beside it: a busy machine must not bury an honest message. A gpg
that something else killed, or that the wall clock stopped, proves nothing by itself. It counts only between two
self-tests that pass.
"""

import resource
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from crypto.gpg.errors import (
    GpgBoundsError,
    GpgCrashedError,
    GpgDiedError,
    GpgTimeoutError,
    UnprocessableError,
)

_T = TypeVar("_T")
_ONE_AT_A_TIME: Final = threading.Lock()
# gpg dies of these signals because of its input. A process that could send them from outside could stop us too.
_CRASHES: Final = frozenset(
    {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS}
)
MOST_SILENT: float = 5.0  # seconds between two pieces of output
MOST_AHEAD: float = 15.0  # seconds beyond those that the output so far accounts for
# Bytes of output for a second. Here gpg makes 600 MB of them, and on a slow computer, out of bzip2, still a million.
LEAST_RATE: Final = 256 * 1024
_GLANCE: Final = 1.0
_NANOSECONDS: Final = 1e9


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that one run may take: processor time in seconds, address space in bytes, wall-clock time in seconds."""

    processor: int
    memory: int
    wall: float

    def apply(self, pid: int) -> None:
        """Limit a run that has just begun: a hook before its start is not safe with threads."""
        # At the hard limit the kernel sends SIGKILL, in case gpg ignores SIGXCPU.
        _lower(pid, resource.RLIMIT_CPU, self.processor, self.processor + 1)
        _lower(pid, resource.RLIMIT_AS, self.memory, self.memory)


# A message of a few KiB takes 10 ms, but 7 kB of private packets, compressed twice, can take minutes and put nothing
# out. The agent's time does not count as gpg's, so the wall clock is bounded too.
MESSAGE: Final = Bounds(processor=3, memory=512 * 1024 * 1024, wall=30.0)


def death_by(number: int) -> GpgCrashedError | GpgBoundsError | GpgDiedError:
    """Return the error for a run that a signal of this number ended."""
    if number == signal.SIGXCPU:
        return GpgBoundsError()
    return GpgCrashedError() if number in _CRASHES else GpgDiedError()


def _lower(pid: int, which: int, soft: int, hard: int) -> None:
    """Set limits, none higher than it is now: only the superuser may raise one."""
    was_soft, was_hard = resource.prlimit(pid, which)
    resource.prlimit(pid, which, (_lowest(soft, was_soft), _lowest(hard, was_hard)))


def _lowest(wanted: int, was: int) -> int:
    return wanted if was == resource.RLIM_INFINITY else min(wanted, was)


def with_second_try(run: Callable[[], _T], self_test: Callable[[], None]) -> _T:
    """Return the result of `run`, tried a second time if gpg fails.

    Raises `UnprocessableError` if gpg fails over its input twice, a `GpgFaultError` if `self_test` fails too, and any
    other error of `run`.
    """
    try:
        return run()
    except (UnprocessableError, GpgDiedError, GpgTimeoutError):
        with _ONE_AT_A_TIME:
            return _second_try(run, self_test)


def _second_try(run: Callable[[], _T], self_test: Callable[[], None]) -> _T:
    self_test()
    try:
        return run()
    except (GpgDiedError, GpgTimeoutError):
        self_test()
        raise GpgBoundsError from None


class ProcessorWatch:
    """A watch over one run: how much processor time it takes for what it puts out."""

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
    """Return the processor time of a process with one thread so far; 0 if it has been waited for.

    The scheduler counts nanoseconds. The numbers in `stat` leave out what is less than a hundredth of a second, twice:
    most runs of gpg took nothing.
    """
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_bytes().split()[0]) / _NANOSECONDS
    except OSError:
        return 0.0
