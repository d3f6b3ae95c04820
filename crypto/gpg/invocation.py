"""Calls of gpg: its program, environment and options, its start, and the pipes to and from one run."""

import os
import select
import shutil
import subprocess  # nosec B404 # GnuPG is a program
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Final

from crypto.gpg.bounds import Bounds
from crypto.gpg.errors import (
    GpgMissingError,
    GpgStatusError,
    PassphraseFormError,
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


def start(
    command: Sequence[str], stdout: int, inherited: Sequence[int], bounds: Bounds | None
) -> "subprocess.Popen[bytes]":
    """Start gpg, with a pipe for its input, within these bounds."""
    process = subprocess.Popen(  # nosec B603 # fixed program, no shell
        command,
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        pass_fds=inherited,
        env=ENVIRONMENT,
        start_new_session=True,  # a terminal's Ctrl-C must not turn a half upload into a whole message
    )
    try:
        if bounds is not None:
            bounds.apply(process.pid)
    except BaseException:  # no run goes on without its bounds
        process.kill()
        process.wait()
        raise
    return process


class Collector(threading.Thread):
    """A thread that reads a pipe to its end, so that gpg never waits, and keeps the first `limit` bytes.

    `watch` is given every piece when it comes.
    """

    def __init__(self, pipe: IO[bytes], limit: int, watch: Callable[[bytes], None]) -> None:
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
