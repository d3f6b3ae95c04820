"""One run of gpg: a status descriptor of its own, bounded output, a time-out, and nothing left behind."""

import contextlib
import os
import shutil
import subprocess  # nosec B404 # GnuPG is a program
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final, Self

from crypto.gpg.errors import GpgMissingError, GpgStatusError, GpgTimeoutError, TooLargeError
from crypto.gpg.status import MAX_STATUS_BYTES, StatusLine, parse_status

DEFAULT_SECONDS: Final = 60.0
_STDERR_BYTES: Final = 16 * 1024
_READ_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Finished:
    """How a run ended. The exit code alone is never trusted."""

    status: tuple[StatusLine, ...]
    exit_code: int

    def has(self, *keywords: str) -> bool:
        """Whether any of these status lines came."""
        return any(line.keyword in keywords for line in self.status)

    def arguments(self, keyword: str) -> list[str]:
        """Every argument of every line of this keyword."""
        return [argument for line in self.status if line.keyword == keyword for argument in line.arguments]


class GpgProcess:
    """A started gpg. Leaving the context kills it if it still runs.

    `passphrase`, where given, goes through a pipe: arguments and environment are visible to other processes.
    """

    def __init__(
        self,
        home: Path,
        arguments: Sequence[str],
        *,
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.DEVNULL,
        pass_fds: Sequence[int] = (),
        passphrase: str | None = None,
    ) -> None:
        status_read, status_write = os.pipe()
        secret = _secret_pipe(passphrase)
        inherited = [status_write, *pass_fds, *([] if secret is None else [secret])]
        try:
            self._process = subprocess.Popen(  # nosec B603 # fixed program, no shell
                [*_command(home, status_write, secret), *arguments],
                stdin=stdin,
                stdout=stdout,
                stderr=subprocess.PIPE,
                pass_fds=inherited,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                start_new_session=True,  # a terminal's Ctrl-C must not turn a half upload into a whole message
            )
        except BaseException:
            os.close(status_read)
            raise
        finally:
            os.close(status_write)
            if secret is not None:
                os.close(secret)
        self._status = _Collector(os.fdopen(status_read, "rb"), MAX_STATUS_BYTES + 1)
        self._stderr = _Collector(_opened(self._process.stderr), _STDERR_BYTES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def stdin(self) -> IO[bytes]:
        return _opened(self._process.stdin)

    @property
    def stdout(self) -> IO[bytes]:
        return _opened(self._process.stdout)

    def exchange(self, pieces: Iterator[bytes], limit: int | None = None) -> bytes:
        """Feed all pieces and return what comes out, at most `limit` bytes, else `TooLargeError`."""
        output = bytearray()
        for piece in self.stream(pieces):
            output += piece
            if limit is not None and len(output) > limit:
                raise TooLargeError
        return bytes(output)

    def stream(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Feed all pieces from a thread, and yield what comes out meanwhile; an error of the source is raised here."""
        feeder = _Feeder(pieces, self.stdin, self._process.kill)
        while piece := self.stdout.read1(_READ_BYTES):  # type: ignore[attr-defined]  # a buffered pipe
            yield piece
        feeder.join()
        if feeder.failure is not None:
            raise feeder.failure

    def wait(self, seconds: float = DEFAULT_SECONDS) -> Finished:
        """The end of the run; `GpgTimeoutError` kills it, `GpgStatusError` if its status is not in form."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise GpgTimeoutError from None
        finally:
            self._close_pipes()
        return Finished(parse_status(self._status.collected()), code)

    def kill(self) -> None:
        """End it now, before its input ends: gpg would take the end of input for the end of the message."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._close_pipes()
        self._status.collected()
        self._stderr.collected()

    def _close_pipes(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # what was buffered has no reader any more
                    pipe.close()


class _Feeder(threading.Thread):
    """Writes pieces into gpg's input. If their source fails, gpg is killed: the end of input would look complete."""

    def __init__(self, pieces: Iterator[bytes], pipe: IO[bytes], kill: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._pieces = pieces
        self._pipe = pipe
        self._kill = kill
        self.failure: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            for piece in self._pieces:
                self._pipe.write(piece)
            self._pipe.close()
        except BrokenPipeError:
            pass  # gpg gave up; its status says why
        except Exception as failure:  # noqa: BLE001 # raised again in the thread that reads
            self.failure = failure
            self._kill()


class _Collector(threading.Thread):
    """Reads a pipe to its end, so that gpg never waits, and keeps the first `limit` bytes."""

    def __init__(self, pipe: IO[bytes], limit: int) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._limit = limit
        self._data = bytearray()
        self.start()

    def run(self) -> None:
        with self._pipe:
            while piece := self._pipe.read1(_READ_BYTES):  # type: ignore[attr-defined]  # both pipes are buffered
                self._data += piece[: max(0, self._limit - len(self._data))]

    def collected(self, seconds: float = 5.0) -> bytes:
        self.join(seconds)
        if self.is_alive():
            raise GpgStatusError
        return bytes(self._data)


def faked_time(day: date) -> list[str]:
    """Options that leave only the day in packets: the last second, since keys made on that day are older."""
    return ["--faked-system-time", f"{day:%Y%m%d}T235959"]


def _command(home: Path, status: int, secret: int | None) -> list[str]:
    program = shutil.which("gpg", path=os.defpath)
    if program is None:
        raise GpgMissingError
    command = [program, "--homedir", str(home), "--batch", "--no-tty", "--quiet", "--no-options"]
    command += [
        "--status-fd",
        str(status),
        "--no-auto-key-retrieve",
        "--no-auto-key-locate",
        "--disable-dirmngr",
    ]
    if secret is None:
        return [*command, "--pinentry-mode", "error"]  # never ask on a screen that nobody watches
    return [*command, "--pinentry-mode", "loopback", "--passphrase-fd", str(secret)]


def _secret_pipe(passphrase: str | None) -> int | None:
    if passphrase is None:
        return None
    data = passphrase.encode() + b"\n"
    if "\n" in passphrase or len(data) > 4096:  # larger than a pipe surely holds
        raise ValueError("a passphrase is one line of at most 4,095 bytes")
    read, write = os.pipe()
    os.write(write, data)
    os.close(write)
    return read


def _opened(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("this run has no such pipe")
    return pipe
