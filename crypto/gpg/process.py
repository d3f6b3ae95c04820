"""One run of gpg: a separate status descriptor, bounded output, a time-out, and nothing left behind."""

import contextlib
import os
import select
import subprocess  # nosec B404 # GnuPG is a program
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import IO, Final, Self

from crypto.gpg.bounds import Bounds, ProcessorWatch, death_by, processor_seconds
from crypto.gpg.errors import DecryptionError, GpgTimeoutError, TooLargeError
from crypto.gpg.invocation import (
    READ_BYTES,
    Collector,
    fixed_command,
    is_ready,
    opened,
    passphrase_pipe,
    start,
)
from crypto.gpg.status import MAX_STATUS_BYTES, Finished, LayerWatch, parse_status

PATIENCE: float = 60.0  # seconds that gpg may be silent, or take to end
_GLANCE: Final = 1.0


def run_gpg(
    home: Path,
    arguments: Sequence[str],
    data: bytes,
    limit: int,
    *,
    pass_fds: Sequence[int] = (),
    passphrase: str | None = None,
    bounds: Bounds | None = None,
) -> tuple[bytes, Finished]:
    """Return what gpg puts out for this input, at most `limit` bytes, and the end of its run."""
    with GpgProcess(home, arguments, pass_fds=pass_fds, passphrase=passphrase, bounds=bounds) as gpg:
        return gpg.exchange(iter((data,)), limit), gpg.wait()


class GpgProcess:
    """A started gpg, killed on leaving the context if it still runs. gpg itself sets its core-dump limit to 0.

    A `passphrase` goes through a pipe, because arguments and environment are visible to other processes. Without
    `bounds` a run may take as long as it goes on reading or writing.
    """

    def __init__(
        self,
        home: Path,
        arguments: Sequence[str],
        *,
        stdout: int = subprocess.PIPE,
        pass_fds: Sequence[int] = (),
        passphrase: str | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self._feeding = threading.Lock()
        self._counted = False
        self._layers = LayerWatch()
        self._end = float("inf") if bounds is None else time.monotonic() + bounds.wall
        # gpg's ends of the pipes are closed here, whether it started or not.
        with contextlib.ExitStack() as handed:
            secret = None
            if passphrase is not None:
                secret = passphrase_pipe(passphrase)
                handed.callback(os.close, secret)
            status, status_end = os.pipe()
            handed.callback(os.close, status_end)
            command = [*fixed_command(home, status_end, secret), *arguments]
            inherited = [status_end, *pass_fds, *([] if secret is None else [secret])]
            try:
                self._process = start(command, stdout, inherited, bounds)
            except BaseException:
                os.close(status)
                raise
        self._listen(status)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def stdin(self) -> IO[bytes]:
        """The pipe into gpg."""
        return opened(self._process.stdin)

    @property
    def stdout(self) -> IO[bytes]:
        """The pipe out of gpg. Raises `ValueError` if the run was started without it."""
        return opened(self._process.stdout)

    def feed(self, data: bytes) -> None:
        """Write all of `data` into gpg's input.

        Raises `BrokenPipeError` if gpg gave up, `GpgTimeoutError` if it hangs.
        """
        left = memoryview(data)
        # `kill` must not close the descriptor during a write: its number could be in use again.
        with self._feeding:
            while left:
                if not is_ready(self.stdin, select.POLLOUT, self._patience()):
                    self._process.kill()
                    raise GpgTimeoutError
                left = left[self.stdin.write(left) or 0 :]

    def end_input(self) -> None:
        """End the input, which gpg takes for the end of the message."""
        with self._feeding:
            self.stdin.close()

    def exchange(self, pieces: Iterator[bytes], limit: int | None = None) -> bytes:
        """Feed all pieces and return the output, or raise `TooLargeError` above `limit` bytes."""
        output = bytearray()
        with contextlib.closing(self.stream(pieces)) as stream:
            for piece in stream:
                output += piece
                if limit is not None and len(output) > limit:
                    raise TooLargeError
        return bytes(output)

    def stream(self, pieces: Iterator[bytes]) -> Generator[bytes]:
        """Feed all pieces from a thread and yield the output meanwhile. An error of the source is raised here.

        Raises `GpgTimeoutError` if gpg is silent for longer than `PATIENCE`. Waiting for the source does not count; the
        source has its time-outs. Raises `GpgBoundsError` if gpg works too long for what it puts out.
        """
        watch = ProcessorWatch(self._process.pid)
        feeder = _Feeder(self, pieces)
        try:
            while piece := self._read(feeder, watch):
                watch.came(len(piece))
                yield piece
        except BaseException:
            self._process.kill()  # its death frees the feeder too
            raise
        finally:
            feeder.join(PATIENCE)
        if feeder.failure is not None:
            raise feeder.failure

    def wait(self) -> Finished:
        """Return the end of the run, or kill it and raise `GpgTimeoutError` if it takes too long.

        Raises `GpgStatusError` if its status is malformed, `GpgCrashedError` if gpg killed itself, `GpgBoundsError` if
        it used up its processor time, and `GpgDiedError` if something else killed it, as when memory ran out: that is
        no verdict on its input. Raises `DecryptionError` if it was stopped over an encrypted message inside an
        encrypted one.
        """
        self._count()
        try:
            code = self._process.wait(self._patience())
        except subprocess.TimeoutExpired:
            self.kill()
            raise GpgTimeoutError from None
        finally:
            self._close_pipes()
        if self._layers.nested:
            raise DecryptionError
        if code < 0:
            raise death_by(-code)
        return Finished(parse_status(self._status.collected()), code)

    def interrupt(self) -> None:
        """End the run from another thread. The thread that reads its output notices."""
        self._process.kill()

    def kill(self) -> None:
        """End the run now, before its input ends: gpg would take the end of input for the end of the message."""
        self._count()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._close_pipes()
        self._status.collected()

    def _listen(self, status: int) -> None:
        try:
            said = os.fdopen(status, "rb", buffering=0)
            self._status = Collector(said, MAX_STATUS_BYTES + 1, self._look)
            os.set_blocking(self.stdin.fileno(), False)  # so that `feed` can time out
        except BaseException:  # no thread could be started: the run must not outlive this object
            self._process.kill()
            self._process.wait()
            raise

    def _count(self) -> None:
        """Count what the run has cost so far: nearly all, because its output has ended or a kill follows."""
        if not self._counted and self._process.returncode is None:
            self._counted = True
            _spent.seconds += processor_seconds(self._process.pid)  # afterwards the system has forgotten it

    def _look(self, piece: bytes) -> None:
        """Stop gpg before it asks the agent about an inner layer: the agent's time is not gpg's, and has no bound."""
        if self._layers.sees(piece):
            self._process.kill()

    def _read(self, feeder: "_Feeder", watch: ProcessorWatch) -> bytes:
        until = time.monotonic() + self._patience()
        while not is_ready(self.stdout, select.POLLIN, min(_GLANCE, max(0.0, until - time.monotonic()))):
            watch.require_progress()
            if time.monotonic() < until:
                continue
            if not feeder.asking_source or time.monotonic() >= self._end:
                raise GpgTimeoutError
            until = time.monotonic() + self._patience()
        return os.read(self.stdout.fileno(), READ_BYTES)

    def _patience(self) -> float:
        """Return how many seconds gpg may be silent now."""
        return max(0.0, min(PATIENCE, self._end - time.monotonic()))

    def _close_pipes(self) -> None:
        self.end_input()
        if self._process.stdout is not None:
            self._process.stdout.close()


class _Feeder(threading.Thread):
    """A thread that writes pieces into gpg's input.

    If their source fails, it kills gpg: the end of input would make the message look complete.
    """

    def __init__(self, gpg: GpgProcess, pieces: Iterator[bytes]) -> None:
        super().__init__(daemon=True)
        self._gpg = gpg
        self._pieces = pieces
        self.asking_source = True
        self.failure: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            for piece in self._pieces:
                self.asking_source = False
                self._gpg.feed(piece)
                self.asking_source = True
            self.asking_source = False
            self._gpg.end_input()
        except BrokenPipeError:
            pass  # gpg gave up; its status says why
        except Exception as failure:  # noqa: BLE001 # raised again in the thread that reads
            self.failure = failure
            self._gpg.interrupt()
        finally:
            self.asking_source = False


class _Spent(threading.local):
    """Processor time of gpg's runs by thread: an expensive run may end without any failure."""

    seconds = 0.0


_spent: Final = _Spent()


def spent() -> float:
    """Return how many seconds of processor time the runs of this thread have taken so far."""
    return _spent.seconds
