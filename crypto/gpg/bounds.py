"""The bounds of one run of gpg, the verdict on a run that a signal ended, and a second try.

A second try tells a stranger's fault from the machine's. A gpg that crashed, or exceeded its bounds, has judged its
input. It is tried once more, with no other second try beside it: a busy machine must not bury an honest message. A gpg
that something else killed, or that the wall clock stopped, proves nothing by itself. It counts only between two
self-tests that pass.
"""

import resource
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
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
