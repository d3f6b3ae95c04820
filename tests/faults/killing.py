"""Killing a process at a chosen call of the kernel, or at a random moment.

The work runs in a fork of this process; strace (with its injection of signals) watches it from the moment it begins,
and sends SIGKILL when it is about to make one call: what it did before is there, that call and all after are not.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CALLS: Final = (
    "openat,write,writev,pwrite64,fsync,fdatasync,rename,unlink,unlinkat,"
    "ftruncate,fchmod,utimensat,mkdir,rmdir,flock"
)
_LINE: Final = re.compile(r"^(\w+)\((.*)\)\s+= ")
_NAME: Final = "[0-9a-f]{32}"
# The first that fits names the phase of a call. Calls that change nothing on a disk are no points.
_PHASES: Final = (
    ("answering", r"^write\(\d+<pipe.*SHOWN"),
    ("handing to gpg", r"^write\(\d+<pipe"),
    ("preparing gpg", r"^(mkdir|rmdir|unlinkat)\("),
    ("writing the attachment", rf"^(openat|fchmod|flock|utimensat|write)\(.*{_NAME}\.part.*(?<!ENOENT)"),
    ("syncing the attachment", rf"^fsync\(.*{_NAME}\.part"),
    ("naming the attachment", rf"^rename\(.*{_NAME}\.part"),
    ("syncing the folder", r"^fsync\(\d+<[^>]*/(blobs|database|accounts)>"),
    ("making the database", r"^(openat|fchmod|fsync|fdatasync)\(.*sqlite3[\">].*(O_EXCL|fchmod|fsync)"),
    ("writing the log", r"^pwrite64\(.*sqlite3-wal>"),
    ("committing", r"^f(data)?sync\(.*sqlite3-wal>"),
    ("moving the log into the database", r"^(pwrite64|fsync|fdatasync)\(.*sqlite3>"),
    ("cutting the log", r"^(ftruncate|unlink)\(.*sqlite3-(wal|journal)"),
    ("writing the journal", r"^(pwrite64|fsync|fdatasync|ftruncate)\(.*sqlite3-journal>"),
)


@dataclass(frozen=True)
class Point:
    """The `nth` time that a call is made, counted from 1, or a share of the time of the work."""

    phase: str
    call: str = ""
    nth: int = 0
    share: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.call} {self.nth} ({self.phase})" if self.call else f"after {self.share:.0%} of its time"
        )


@dataclass(frozen=True)
class Ending:
    """The end of a child: what was shown to the person before it, and whether it was the kill."""

    shown: bytes | None
    killed: bool
    seconds: float


class Child:
    """A fork that prepares, waits, works, and shows the result; never returns into the caller's code."""

    def __init__(self, prepare: Callable[[], Callable[[], bytes]]) -> None:
        self._ready, ready = os.pipe()
        go, self._go = os.pipe()
        self._shown, shown = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._go)
            _live(prepare, ready, go, shown)
        for ours in (ready, go, shown):
            os.close(ours)
        self.prepared = os.read(self._ready, 1) == b"+"

    def begin(self) -> float:
        """Let it work; the moment."""
        os.write(self._go, b"+")
        return time.monotonic()

    def end(self, began: float) -> Ending:
        """Its end, by whatever signal."""
        with os.fdopen(self._shown, "rb") as pipe:
            said = pipe.read()
        _pid, status = os.waitpid(self.pid, 0)
        seconds = time.monotonic() - began
        for descriptor in (self._ready, self._go):
            os.close(descriptor)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert killed or os.waitstatus_to_exitcode(status) == 0, "the work itself failed"
        return Ending(said.removeprefix(_MARK) if said else None, killed, seconds)


_MARK: Final = b"SHOWN"


def _live(prepare: Callable[[], Callable[[], bytes]], ready: int, go: int, shown: int) -> None:
    code = 1
    try:
        work = prepare()
        os.write(ready, b"+")
        os.read(go, 1)
        os.write(shown, _MARK + work())  # one call: all of it is seen, or nothing
        code = 0
    finally:
        os._exit(code)


def run_whole(prepare: Callable[[], Callable[[], bytes]], trace: Path) -> tuple[Ending, list[Point]]:
    """The work without a kill, and every point of it."""
    child = Child(prepare)
    tracer = attach(child.pid, "-y", "-s", "16", "-o", str(trace), "-e", f"trace={CALLS}")
    ending = child.end(child.begin())
    tracer.communicate()
    return ending, points_of(trace.read_text(errors="replace").splitlines())


def run_killed(prepare: Callable[[], Callable[[], bytes]], point: Point, seconds: float) -> Ending:
    """The work with a kill at this point; `seconds` is how long it takes without."""
    child = Child(prepare)
    if not point.call:
        began = child.begin()
        time.sleep(point.share * seconds)
        os.kill(child.pid, signal.SIGKILL)  # a zombie at worst: it is waited for below
        return child.end(began)
    inject = f"inject={point.call}:signal=SIGKILL:when={point.nth}"
    tracer = attach(child.pid, "-o", os.devnull, "-e", f"trace={point.call}", "-e", inject)
    ending = child.end(child.begin())
    tracer.communicate()
    return ending


def points_of(lines: list[str]) -> list[Point]:
    """Every call of a trace that changes something that lasts."""
    counted: Counter[str] = Counter()
    found = []
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            continue
        counted[match[1]] += 1
        phase = next((name for name, pattern in _PHASES if re.search(pattern, line)), None)
        if phase is not None:
            found.append(Point(phase, match[1], counted[match[1]]))
    return found


def attach(pid: int, *options: str) -> subprocess.Popen[bytes]:
    """A tracer that watches from now on; its end is waited for with `communicate`."""
    strace = shutil.which("strace")
    assert strace is not None, "strace is needed: apt-get install strace"
    tracer = subprocess.Popen([strace, "-p", str(pid), *options], stderr=subprocess.PIPE)
    assert tracer.stderr is not None
    first = tracer.stderr.readline()
    assert b"attached" in first, first
    return tracer
