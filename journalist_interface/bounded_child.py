"""A child process between pipes: its input fed from a thread, its time bounded, and nothing of it left behind."""

import contextlib
import os
import signal
import subprocess  # nosec B404 # programs of this package and of Debian
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final, Self

_GLANCE: Final = 0.1
_NOBODY: Final = 65534
_KILLED: Final = frozenset({-signal.SIGKILL, 128 + signal.SIGKILL})
"""The statuses of a child that was killed, and of one whose own child was."""


def _no_preparation(_pid: int) -> None:
    return None


def _never_too_much(_pid: int) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class ChildBounds:
    """The bounds of a child.

    It may take `wall` seconds to take in a piece of its input, and as many after the end of its input; waiting for the
    source of the input does not count, the source has its own bounds. `prepare` is called with its process number
    before it gets a byte, and `too_much` about ten times a second.
    """

    wall: float
    prepare: Callable[[int], None] = _no_preparation
    too_much: Callable[[int], bool] = _never_too_much


class BoundedChild:
    """A child that is killed on leaving the context if it still runs."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        pieces: Iterable[bytes],
        bounds: ChildBounds,
        *,
        pass_fds: Sequence[int] = (),
        as_nobody: bool = False,
    ) -> None:
        self._process: subprocess.Popen[bytes] = subprocess.Popen(  # nosec B603 # no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what programs say quotes their input
            env=environment,
            pass_fds=pass_fds,
            user=_NOBODY if as_nobody else None,
            group=_NOBODY if as_nobody else None,
            extra_groups=() if as_nobody else None,
        )
        self._bounds = bounds
        self._late = threading.Event()
        self._over = threading.Event()
        self._waiting_since: float | None = None
        self._source_failure: Exception | None = None
        self._feeder = threading.Thread(target=self._feed, args=(pieces,), daemon=True)
        self._clock = threading.Thread(target=self._keep_time, daemon=True)
        try:
            bounds.prepare(self._process.pid)
            self._feeder.start()
            self._clock.start()
        except BaseException:
            self.kill()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def stopped(self) -> bool:
        """Return whether it was ended because of its time, or because it took too much."""
        return self._late.is_set()

    @property
    def was_killed(self) -> bool:
        """Return whether something else killed it: the kernel does where memory runs out."""
        try:
            return self._process.wait(_GLANCE) in _KILLED
        except subprocess.TimeoutExpired:
            return False

    def read(self, size: int) -> bytes:
        """Return so many bytes of its output, or fewer at its end. Raises the error of the source of its input."""
        output = _pipe(self._process.stdout).read(size)
        if self._source_failure is not None:
            raise self._source_failure
        return output

    def end(self) -> int:
        """Wait for its end and return its status, negative if a signal ended it."""
        status = self._process.wait()
        if self._is_late():
            self._late.set()  # on a busy machine the clock may not have looked in time
        self.kill()
        return status

    def interrupt(self) -> None:
        """End it from any thread, and do not wait."""
        self._process.kill()

    def kill(self) -> None:
        """End it now, if it still runs."""
        self._over.set()
        if self._process.poll() is None:
            self.interrupt()
        self._process.wait()
        for thread in (self._feeder, self._clock):
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(_GLANCE * 20)  # the source may be waiting for the network
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(BrokenPipeError):
                _pipe(pipe).close()

    def _feed(self, pieces: Iterable[bytes]) -> None:
        pipe = _pipe(self._process.stdin)
        try:
            for piece in pieces:
                self._waiting_since = time.monotonic()
                pipe.write(piece)
                self._waiting_since = None
            self._waiting_since = time.monotonic()
            pipe.close()
        except (BrokenPipeError, ValueError):
            self._waiting_since = time.monotonic()  # it ended before it had read all: its status says why
        except Exception as failure:  # noqa: BLE001 # raised again in the thread that reads
            self._source_failure = failure
            self.interrupt()  # the end of the input would look like the end of the file

    def _is_late(self) -> bool:
        since = self._waiting_since
        return since is not None and time.monotonic() - since > self._bounds.wall

    def _keep_time(self) -> None:
        bounds = self._bounds
        while not self._over.wait(min(_GLANCE, bounds.wall)):
            if self._is_late() or bounds.too_much(self._process.pid):
                self._late.set()
                self.interrupt()
                return


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError
    return pipe


def is_superuser() -> bool:
    """Return whether this process may do everything: what it starts on strangers' behalf must not."""
    return os.geteuid() == 0
