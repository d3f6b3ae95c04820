"""Servers forked from one process that has read all their modules: half of the time of a test with an office.

A test's servers are asked for by `ForkedProcess`, which is used like `subprocess.Popen`. The first one starts the fork
server; it ends with the process that started it. A program is run as `python -m MODULE ARGUMENTS` runs it. What a
server reads of its environment and configuration is read after the fork, since no module that does so is read before.
Templates are compiled by the first server that shows them; what is kept belongs to the checksum of their source. The
certificates of the people whose keys exist are known before the fork: each costs a server a run of GnuPG.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NoReturn

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from crypto.gpg.certificate import inspect
from crypto.gpg.errors import GpgError

ROOT: Final = Path(__file__).resolve().parents[1]
_MODULES: Final = (
    "gunicorn.app.wsgiapp",
    "holidays.countries",
    "journalist_interface.app",
    "source_interface.app",
    "sqlalchemy.dialects.sqlite",
    "store.gateway.app",
    "store.server.gunicorn_adapter",
)
_MOST_BYTES: Final = 200_000  # of a request: the words, and an environment


_certificates: Final[list[str]] = []
"""The certificates that the fork server shall know, in base64, until it has been told."""


def make_known(certificate: bytes) -> None:
    """Let servers that start from now on know what GnuPG says of this certificate, as those that run do."""
    _certificates.append(b64encode(certificate).decode("ascii"))


class ForkedProcess:
    """A running program, started like `python -m` with these words, which writes into this file."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], log: int) -> None:
        self._end, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        request = json.dumps([list(words), dict(environment), _certificates]).encode()
        with other:
            socket.send_fds(_fork_server(), [request], [log, other.fileno()])
        _certificates.clear()
        self.pid = int(self._line())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status: as of `Popen`, the negative number of a signal that ended it."""
        if self.returncode is None:
            self._end.settimeout(timeout)
            try:
                self.returncode = int(self._line())
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("a forked process", timeout or 0) from None
            self._end.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _line(self) -> str:
        """Return what the fork server says next: one message, even if it said two meanwhile."""
        said = self._end.recv(64)
        if not said:
            raise RuntimeError("the fork server has ended")
        return said.decode("ascii")


@cache
def _fork_server() -> socket.socket:
    """Return the way to this process's fork server, which begins with the first call."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        subprocess.Popen(
            [sys.executable, "-m", "tests.fork_server", str(theirs.fileno()), _templates().name],
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
        )
    return ours


@cache
def _templates() -> TemporaryDirectory[str]:
    """Return the folder in which servers keep the templates that they compile; it goes with this process."""
    return TemporaryDirectory(prefix="kentongan-templates-")


def _serve(asked: socket.socket) -> None:
    """Start what is asked for until whoever asks has gone. Returns, with nothing else to do, in a started program."""
    while True:
        request, handles, _flags, _address = socket.recv_fds(asked, _MOST_BYTES, 2)
        if not request:
            return
        log, end = handles
        words, environment, certificates = json.loads(request)
        for certificate in certificates:
            with suppress(GpgError):  # the server will ask by itself
                inspect(b64decode(certificate))  # which remembers the answer
        if os.fork() == 0:
            asked.close()
            _start(words, environment, log, end)
            return
        os.close(log)
        os.close(end)
        os.wait()  # for the first of the two children, which ends at once


def _start(words: list[str], environment: dict[str, str], log: int, end: int) -> None:
    """Fork a process that waits for the program, and in it one that becomes the program."""
    if os.fork() != 0:
        os._exit(0)
    pid = os.fork()
    if pid == 0:
        os.close(end)
        _become(words, environment, log)
        return
    os.close(log)
    with socket.socket(fileno=end) as said:
        said.send(str(pid).encode())
        _pid, status = os.waitpid(pid, 0)
        said.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(words: list[str], environment: dict[str, str], log: int) -> None:
    """Run the program as its own first words would."""
    for output in (sys.stdout.fileno(), sys.stderr.fileno()):
        os.dup2(log, output)
    os.close(log)
    os.environ.clear()
    os.environ.update(environment)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    sys.argv = words
    try:
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if isinstance(ended.code, str):  # a sentence, which Python tells
            raise
        _end(ended.code or 0)
    _end(0)


def _end(status: int) -> NoReturn:
    """End as Python does, but leave the memory to the system: to clear it would copy all that was shared."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for output in (sys.stdout, sys.stderr):
        output.flush()
    os._exit(status)


def main() -> None:
    """Read the modules, then serve."""
    for name in _MODULES:
        importlib.import_module(name)
    Flask.jinja_options = Flask.jinja_options | {"bytecode_cache": FileSystemBytecodeCache(sys.argv[2])}
    gc.freeze()  # so that a collection in a child copies no page
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    _serve(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()
