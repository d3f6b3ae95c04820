"""How gpg is called: its program, environment and options, the pipes to and from one run, its bounds, a second try.

A second try tells a stranger's fault from the machine's. A gpg that crashed, or exceeded its bounds, has judged its
input. It is tried once more, with no other second try beside it: a busy machine must not bury an honest message. A gpg
that something else killed, or that the wall clock stopped, proves nothing by itself. It counts only between two
self-tests that pass.
"""

import os
import resource
import select
import shutil
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Final, TypeVar

from crypto.gpg.errors import (
    GpgBoundsError,
    GpgCrashedError,
    GpgDiedError,
    GpgMissingError,
    GpgStatusError,
    GpgTimeoutError,
    PassphraseFormError,
    UnprocessableError,
)

ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C"}
# For runs without keyring or agent: gpg reads and makes nothing there, so a kill leaves nothing behind.
NO_HOME: Final = Path("/nonexistent")
# A secret key in a stranger's data would start an agent that outlives its home; locks would serialise reporters.
NO_AGENT: Final = ("--no-autostart", "--lock-never")
NO_KEYRING: Final = (*NO_AGENT, "--no-keyring")
READ_BYTES: Final = 64 * 1024
_END_SECONDS: Final = 5.0  # after gpg's end: a child of it could hold the pipe open
_PASSPHRASE_BYTES: Final = 4096  # every pipe holds at least as much
_T = TypeVar("_T")
_ONE_AT_A_TIME: Final = threading.Lock()

# gpg dies of these signals because of its input. A process that could send them from outside could stop us too.
_CRASHES: Final = frozenset(
    {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS}
)
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12  # after the name, which can hold anything (proc_pid_stat(5): fields 14 and 15)


def program(name: str) -> str:
    """Return the full path of a program, or raise `GpgMissingError` if it is not installed.

    A person's PATH cannot put another in its place.
    """
    found = shutil.which(name, path=os.defpath)
    if found is None:
        raise GpgMissingError
    return found


def end_of(day: date) -> datetime:
    """Return the last second of a day, the only moment of it that gpg is told: keys made on that day are older."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)


def faked_time(day: date) -> list[str]:
    """Return options that leave only the day in packets; `!` stops the clock for a run that lasts past midnight."""
    return ["--faked-system-time", f"{end_of(day):%Y%m%dT%H%M%S}!"]


def fixed_command(home: Path, status: int, secret: int | None) -> list[str]:
    """Return gpg with the options of every run. The descriptor `secret` holds a passphrase, if there is one."""
    command = [program("gpg"), "--homedir", str(home), "--batch", "--no-tty", "--quiet", "--no-options"]
    command += [
        "--status-fd",
        str(status),
        "--no-auto-key-retrieve",
        "--no-auto-key-locate",
        "--disable-dirmngr",
    ]
    if secret is None:
        return [*command, "--pinentry-mode", "error"]  # never ask on an unattended screen
    return [*command, "--pinentry-mode", "loopback", "--passphrase-fd", str(secret)]


class Collector(threading.Thread):
    """A thread that reads a pipe to its end, so that gpg never waits, and keeps the first `limit` bytes.

    `watch` is given every piece when it comes.
    """

    def __init__(self, pipe: IO[bytes], limit: int, watch: Callable[[bytes], None] | None = None) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._limit = limit
        self._watch = watch
        self._data = bytearray()
        self.start()

    def run(self) -> None:
        """Read the pipe to its end."""
        with self._pipe:
            while piece := self._pipe.read(READ_BYTES):  # unbuffered: what is there
                self._data += piece[: max(0, self._limit - len(self._data))]
                if self._watch is not None:
                    self._watch(piece)

    def collected(self) -> bytes:
        """Return what came until the end, or raise `GpgStatusError` if the end does not come within seconds."""
        self.join(_END_SECONDS)
        if self.is_alive():
            raise GpgStatusError
        return bytes(self._data)


def is_ready(pipe: IO[bytes], event: int, seconds: float) -> bool:
    """Return whether the pipe can be read or written (`select.POLLIN`, `POLLOUT`) within `seconds`."""
    poll = select.poll()
    poll.register(pipe, event)
    return bool(poll.poll(seconds * 1000))


def passphrase_pipe(passphrase: str) -> int:
    """Return the reading end of a pipe that holds a passphrase.

    Raises `PassphraseFormError` if gpg would read only part of it.
    """
    data = passphrase.encode("utf-8", "replace") + b"\n"
    if set("\n\0") & set(passphrase) or len(data) > _PASSPHRASE_BYTES:
        raise PassphraseFormError
    return filled_pipe(data)


def filled_pipe(data: bytes) -> int:
    """Return the reading end of a pipe that holds `data`: a secret or a signature of a few KiB, which a pipe takes."""
    read, write = os.pipe()
    try:
        os.write(write, data)
    finally:
        os.close(write)
    return read


def opened(pipe: IO[bytes] | None) -> IO[bytes]:
    """Return the pipe, or raise `ValueError` if the run was started without it."""
    if pipe is None:
        raise ValueError("this run has no such pipe")
    return pipe


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


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process so far; 0 if it has been waited for."""
    try:
        words = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(words[_USER]) + int(words[_SYSTEM])) / _TICKS
