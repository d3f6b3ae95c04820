"""Runs of converters: their output bounded, their errors unread, and none left when its time is over."""

import importlib
import os
import signal
import subprocess  # nosec B404 # converters are programs
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from journalist_interface.evidence.inside.limits import CHUNK, MIB
from journalist_interface.evidence.inside.output import RefusedFileError

FOLDER: Final = Path("/tmp")  # noqa: S108 # nosec B108 # a file system of this sandbox, in memory
STILLS: Final = "journalist_interface.evidence.inside.stills"
"""The module that needs Pillow."""
_GLANCE: Final = 0.2
# The kernel ended it for its processor time. Some programs start others, whose status becomes theirs plus 128.
_OVER_LIMITS: Final = frozenset(
    {-signal.SIGXCPU, -signal.SIGKILL, 128 + signal.SIGXCPU, 128 + signal.SIGKILL, -signal.SIGXFSZ}
)
_MOST_ERRORS: Final = 16 * 1024


def imported(module: str) -> Any:  # noqa: ANN401 # libraries without types
    """Return a module that this computer may lack. Raises `RefusedFileError` then: other kinds do without it."""
    try:
        return importlib.import_module(module)
    except (ImportError, ValueError):  # gi raises the latter where a library's description is missing
        raise RefusedFileError("missing") from None


@contextmanager
def started(command: Sequence[str], seconds: float) -> Iterator[IO[bytes]]:
    """Start a converter and yield its output; end it, and all that it started, afterwards or after some seconds.

    Raises `RefusedFileError` if it is missing, or was ended because of its time.
    """
    with _timed(command, seconds) as process:
        assert process.stdout is not None  # noqa: S101 # nosec B101
        yield process.stdout


@contextmanager
def _timed(command: Sequence[str], seconds: float) -> Iterator["subprocess.Popen[bytes]"]:
    with _process(command, subprocess.DEVNULL) as process:
        late = threading.Event()

        def stop() -> None:
            late.set()
            _end(process)

        clock = threading.Timer(seconds, stop)
        clock.start()
        try:
            yield process
        finally:
            clock.cancel()
        if late.is_set() or _status(process) in _OVER_LIMITS:
            raise RefusedFileError("limit")


def output_of(command: Sequence[str], seconds: float, most: int = 8 * MIB) -> bytes:
    """Return the output of a converter, whatever its exit status; too much of it is a refusal."""
    with started(command, seconds) as stream:
        output = stream.read(most + 1)
    if len(output) > most:
        raise RefusedFileError("limit")
    return output


def succeeds(command: Sequence[str], seconds: float) -> bool:
    """Run a converter that writes its product to a file, and return whether it says that all went well."""
    with _timed(command, seconds) as process:
        assert process.stdout is not None  # noqa: S101 # nosec B101
        while process.stdout.read(CHUNK):
            pass
        return process.wait() == 0


def errors_of(command: Sequence[str], seconds: float) -> bytes:
    """Return the beginning of what a converter says on its standard error: poppler asks for passwords there."""
    with started(["/bin/sh", "-c", 'exec "$@" 2>&1 >/dev/null', "sh", *command], seconds) as stream:
        return stream.read(_MOST_ERRORS)


@contextmanager
def _process(command: Sequence[str], errors: int) -> Iterator["subprocess.Popen[bytes]"]:
    try:
        process = subprocess.Popen(  # nosec B603 # no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=FOLDER,
            process_group=0,  # no session of its own: some kernels give each as much of the processor as another
        )
    except FileNotFoundError:
        raise RefusedFileError("missing") from None
    try:
        yield process
    finally:
        _end(process)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _status(process: "subprocess.Popen[bytes]") -> int | None:
    try:
        return process.wait(_GLANCE)  # its output ended, or is not wanted any more
    except subprocess.TimeoutExpired:
        return None


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it with what it started: LibreOffice is a script around a program."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
