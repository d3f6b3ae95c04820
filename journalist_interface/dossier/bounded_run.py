"""One run of the typesetter, within bounds of processor time, memory, wall clock and output, and never left behind."""

import contextlib
import os
import subprocess  # nosec B404 # our own program
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from crypto.gpg.bounds import Bounds

_MODULE: Final = "journalist_interface.dossier.typesetter"
_THREADS: Final = "2"  # a thread for each of many cores would need address space beyond any bound


@dataclass(frozen=True, slots=True)
class TypesetterRun:
    """The end of a run: its exit status, its output, and whether it was stopped for taking too much."""

    status: int
    output: bytes
    stopped: bool


def run_typesetter(data: bytes, bounds: Bounds, most_output: int) -> TypesetterRun:
    """Return what the typesetter makes of this input.

    A run that a signal ended was stopped too: at its bounds the kernel ends it for its processor time, and Typst itself
    when it gets no more memory.
    """
    with _started(bounds) as process:
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(bounds.wall, stop)
        clock.start()
        try:
            output = _exchanged(process, data, most_output)
        finally:
            clock.cancel()
        too_much = len(output) > most_output
        if too_much:
            process.kill()
        status = process.wait()
    return TypesetterRun(status, output, stopped=late.is_set() or too_much or status < 0)


def _exchanged(process: "subprocess.Popen[bytes]", data: bytes, most: int) -> bytes:
    """Feed the input from a thread, and return the output up to one byte too many."""
    feeder = threading.Thread(target=_feed, args=(process.stdin, data), daemon=True)
    feeder.start()
    output = b"" if process.stdout is None else process.stdout.read(most + 1)
    if len(output) > most:
        process.kill()  # which frees the feeder too
    feeder.join()
    return output


def _feed(pipe: IO[bytes] | None, data: bytes) -> None:
    if pipe is not None:
        with (
            contextlib.suppress(BrokenPipeError),
            pipe,
        ):  # it ended before it had read all: its status says why
            pipe.write(data)


@contextmanager
def _started(bounds: Bounds) -> Iterator["subprocess.Popen[bytes]"]:
    """Start the typesetter, which waits for its input, and let nothing of it stay."""
    process = subprocess.Popen(  # nosec B603 # fixed program, no shell
        [sys.executable, "-P", "-s", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what Typst says quotes the case
        env=_environment(),
    )
    try:
        bounds.apply(process.pid)  # before it gets a word
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def _environment() -> dict[str, str]:
    here = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(dict.fromkeys((here, *filter(None, sys.path))))
    limits = {"RAYON_NUM_THREADS": _THREADS, "MALLOC_ARENA_MAX": _THREADS}
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONPATH": paths, **limits}
