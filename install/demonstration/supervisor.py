"""Starting several programs, waiting until they answer, watching them, and ending all of them.

Every program leads a separate session, so that Ctrl-C reaches only the supervisor. If the supervisor is killed, the
kernel ends the programs: setpriv(1) sets their parent-death signal. GnuPG's agents end with the program that started
them (`crypto.gpg.agent`).
"""

import contextlib
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn, Self

from install.errors import InstallError

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
START_SECONDS: Final = 60.0
_LOG_LINES: Final = 12
_PAUSE: Final = 0.1
_SERVER_ERRORS: Final = 500
_TIED: Final = ("setpriv", "--pdeathsig", "SIGTERM", "--")


class StopRequested(BaseException):
    """A request to stop: Ctrl-C, a closed terminal, or SIGTERM."""


@dataclass(frozen=True, slots=True)
class Program:
    """One program: its arguments, whole environment, log, and the page that shows that it answers."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    log: Path
    host: str
    port: int
    path: str = "/"


class Supervisor:
    """A context manager; leaving it ends every program, with its workers.

    A program that does not end within `grace_seconds` is killed.
    """

    def __init__(self, grace_seconds: float = 8.0) -> None:
        self._grace = grace_seconds
        self._running: list[tuple[Program, subprocess.Popen[bytes]]] = []

    def __enter__(self) -> Self:
        for number in STOP_SIGNALS:
            signal.signal(number, _stop)
        return self

    def __exit__(self, *_: object) -> None:
        _ignore_signals()
        for _program, process in self._running:
            _signal(process, signal.SIGTERM)
        end = time.monotonic() + self._grace
        for _program, process in self._running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, end - time.monotonic()))
            _signal(process, signal.SIGKILL)  # a worker can outlive its program
            process.wait()

    def start(self, program: Program) -> None:
        """Start a program; `wait_until_ready` waits for its answer."""
        with program.log.open("ab") as log:
            # Only the owner may read the program's log.
            os.fchmod(log.fileno(), 0o600)
            process = subprocess.Popen(
                [*_TIED, *program.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(program.environment),
                start_new_session=True,
            )
        self._running.append((program, process))

    def wait_until_ready(self) -> None:
        """Return when every program answers; raise `InstallError` if one ends, or needs longer than a minute."""
        end = time.monotonic() + START_SECONDS
        for program, _ in self._running:
            while not answers(program):
                self.check()
                if time.monotonic() > end:
                    raise InstallError(f"{program.name} does not answer. {_last_words(program)}")
                time.sleep(_PAUSE)
        self.check()

    def check(self) -> None:
        """Raise `InstallError` if a program has ended."""
        for program, process in self._running:
            code = process.poll()
            if code is not None:
                raise InstallError(f"{program.name} ended by itself ({code}). {_last_words(program)}")

    def watch(self, meanwhile: Callable[[], None]) -> NoReturn:
        """Call `meanwhile` twice a second; only an exception ends it."""
        while True:
            self.check()
            meanwhile()
            time.sleep(5 * _PAUSE)


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Send the signal to a program and its workers, of which some may outlive it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _stop(_number: int, _frame: FrameType | None) -> None:
    _ignore_signals()  # a second Ctrl-C must not cut the ending short
    raise StopRequested


def _ignore_signals() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def answers(program: Program) -> bool:
    """Return whether a server answers for this program's page now."""
    connection = http.client.HTTPConnection("127.0.0.1", program.port, timeout=10)
    try:
        connection.request("GET", program.path, headers={"Host": f"{program.host}:{program.port}"})
        return connection.getresponse().status < _SERVER_ERRORS
    except (OSError, http.client.HTTPException):
        return False  # not yet
    finally:
        connection.close()


def _last_words(program: Program) -> str:
    lines = program.log.read_text("utf-8", "replace").splitlines()[-_LOG_LINES:]
    said = [f"    {line}" for line in lines]
    return "\n".join([f"Its log, {program.log}, ends so:", *said]) if said else f"Its log is {program.log}."
