"""The bounds of one run of gpg, and how a run that ended by a signal is judged."""

import resource
import signal
from dataclasses import dataclass
from typing import Final

from crypto.gpg.errors import GpgBoundsError, GpgCrashedError, GpgDiedError

# A gpg that ends itself so was brought to it by its input. Whoever else can send these signals can stop us too.
_CRASHES: Final = frozenset(
    {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS}
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one run may take: processor time in seconds, address space in bytes, and seconds of the wall clock."""

    processor: int
    memory: int
    wall: float

    def apply(self, pid: int) -> None:
        """Limit a run that has just begun: a hook before its start is not safe where there are threads."""
        # Beyond the hard limit comes SIGKILL, for a gpg that would ignore SIGXCPU.
        _lower(pid, resource.RLIMIT_CPU, self.processor, self.processor + 1)
        _lower(pid, resource.RLIMIT_AS, self.memory, self.memory)


# A message of some KiB takes 10 ms, but one of 7 kB can be made that takes minutes and puts nothing out: private
# packets, compressed twice. Time that the agent takes is not gpg's own, so the wall clock is bounded too.
MESSAGE: Final = Bounds(processor=3, memory=512 * 1024 * 1024, wall=30.0)


def death_by(number: int) -> GpgCrashedError | GpgBoundsError | GpgDiedError:
    """Return what it proves that a signal of this number ended a run."""
    if number == signal.SIGXCPU:
        return GpgBoundsError()
    return GpgCrashedError() if number in _CRASHES else GpgDiedError()


def _lower(pid: int, which: int, soft: int, hard: int) -> None:
    """Set limits, each no higher than it is: only the superuser may raise one."""
    was_soft, was_hard = resource.prlimit(pid, which)
    resource.prlimit(pid, which, (_lowest(soft, was_soft), _lowest(hard, was_hard)))


def _lowest(wanted: int, was: int) -> int:
    return wanted if was == resource.RLIM_INFINITY else min(wanted, was)
