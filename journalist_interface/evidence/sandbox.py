"""The sandbox: bubblewrap around Debian's Python with our program `inside`, for one file and never for two.

No network, no home, no display, no D-Bus; of the system /usr, read-only, and five entries of /etc. One folder can be
written, which lies in memory and is bounded. No program in it can make a namespace, trace another, or open a socket to
anything but its neighbours. The bounds of a process are set inside (`inside.limits`), where the user namespace is its
own; what all processes take together is watched from here. Killing bubblewrap ends everything inside, since it ends
their process namespace, and bubblewrap dies with the thread that started it.
"""

import contextlib
import functools
import io
import os
import re
import signal
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from journalist_interface.bounded_child import BoundedChild, ChildBounds, is_superuser
from journalist_interface.evidence import inside
from journalist_interface.evidence.consumption import takes_too_much
from journalist_interface.evidence.errors import BubblewrapMissingError, SandboxBusyError
from journalist_interface.evidence.inside.limits import FOLDER_BYTES
from journalist_interface.evidence.system_calls import PYTHON, seccomp_filter

BUBBLEWRAP: Final = "/usr/bin/bwrap"
WALL: float = 240.0
"""Seconds from the end of a file to the end of its conversion."""
_AT_ONCE: Final = 2
_PATIENCE: float = 60.0
_turns: Final = threading.BoundedSemaphore(_AT_ONCE)

_PROGRAM: Final = "/program.zip"
_LINKS: Final = ("bin", "lib", "lib64", "sbin")
# What the dynamic linker, fontconfig, LibreOffice, mat2 and Debian's alternatives look up.
_OF_ETC: Final = tuple(
    f"/etc/{entry}" for entry in ("ld.so.cache", "fonts", "libreoffice", "mime.types", "alternatives")
)
_DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")


@contextmanager
def sandboxed(
    task: str,
    pieces: Iterable[bytes],
    *,
    stop_when: Callable[[], bool] | None = None,
) -> Iterator[BoundedChild]:
    """Start a task of `inside` on these bytes; nothing of it is left after the context, or soon after `stop_when`.

    Raises `SandboxUnavailableError` where no sandbox can be made.
    """
    with started([*_INSIDE, task], pieces, stop_when=stop_when) as child:
        yield child


@contextmanager
def started(
    command: Sequence[str],
    pieces: Iterable[bytes],
    *,
    wall: float | None = None,
    stop_when: Callable[[], bool] | None = None,
) -> Iterator[BoundedChild]:
    """Start any command in a sandbox."""

    def too_much(pid: int) -> bool:
        return takes_too_much(pid) or (stop_when is not None and stop_when())

    with contextlib.ExitStack() as handed:
        program = _memory_file(_program(), handed)
        calls = _memory_file(seccomp_filter(), handed)
        arguments = [*_arguments(program, calls), "--", *command]
        bounds = ChildBounds(WALL if wall is None else wall, too_much=too_much)
        child = _SandboxChild(arguments, pieces, bounds, (program, calls))
    with child:
        yield child


class _SandboxChild(BoundedChild):
    """A running bubblewrap, and the first process of its sandbox, whose death is that of all processes in it.

    Killing bubblewrap alone would leave them, if it had not yet come so far as to tie their lives to its own.
    """

    def __init__(
        self, arguments: Sequence[str], pieces: Iterable[bytes], bounds: ChildBounds, handed: Sequence[int]
    ) -> None:
        self._first: int | None = None
        self._told, self._telling = os.pipe()
        bounds = replace(bounds, prepare=self._learn_first)
        command = [BUBBLEWRAP, "--info-fd", str(self._telling), *arguments]
        try:
            # A superuser inside would be one for the kernel, whose limit of processes binds no superuser.
            super().__init__(
                command, {}, pieces, bounds, pass_fds=(self._telling, *handed), as_nobody=is_superuser()
            )
        except FileNotFoundError:
            os.close(self._telling)
            raise BubblewrapMissingError from None
        finally:
            os.close(self._told)

    def interrupt(self) -> None:
        if self._first is None:
            super().interrupt()
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._first, signal.SIGKILL)

    def kill(self) -> None:
        super().kill()
        first, self._first = self._first, None
        if first is not None:
            os.close(first)

    def _learn_first(self, _pid: int) -> None:
        """Wait until bubblewrap has made the first process, or has given up."""
        os.close(self._telling)
        with open(self._told, "rb", closefd=False) as told:
            found = _FIRST.search(told.read())  # to the end: bubblewrap dies of a pipe that nobody reads
        if found is not None:
            with contextlib.suppress(ProcessLookupError):
                self._first = os.pidfd_open(int(found[1]))


_FIRST: Final = re.compile(rb'"child-pid": ([0-9]+)')
_INSIDE: Final = (PYTHON, "-s", "-P", "-B", "-m", inside.__name__)


@contextmanager
def turn_of_file() -> Iterator[None]:
    """Wait for the turn of another file, which holds for all its sandboxes; `SandboxBusyError` if others take long."""
    if not _turns.acquire(timeout=_PATIENCE):
        raise SandboxBusyError
    try:
        yield
    finally:
        _turns.release()


def _arguments(program: int, calls: int) -> list[str]:
    identity = ["--uid", "65534", "--gid", "65534"]
    arguments = [
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
        "--cap-drop",
        "ALL",
        *identity,
    ]
    arguments += [
        "--hostname",
        "sandbox",
        "--ro-bind",
        "/usr",
        "/usr",
        "--tmpfs",
        "/usr/local",
        "--remount-ro",
        "/usr/local",
    ]
    for link in _LINKS:
        arguments += ["--symlink", f"usr/{link}", f"/{link}"]
    for path in _OF_ETC:
        arguments += ["--ro-bind-try", path, path]
    for device in _DEVICES:
        arguments += ["--dev-bind", device, device]
    arguments += ["--symlink", "/tmp", "/dev/shm", "--proc", "/proc"]  # noqa: S108 # nosec B108 # inside
    arguments += ["--ro-bind-data", str(program), _PROGRAM]
    arguments += ["--perms", "0700", "--size", str(FOLDER_BYTES), "--tmpfs", "/tmp"]  # noqa: S108 # nosec B108
    arguments += ["--remount-ro", "/", "--chdir", "/tmp"]  # noqa: S108 # nosec B108
    for name, value in _ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--seccomp", str(calls)]


_ENVIRONMENT: Final = {
    "HOME": "/tmp",  # noqa: S108 # nosec B108
    "TMPDIR": "/tmp",  # noqa: S108 # nosec B108
    "PATH": "/usr/bin",
    "LC_ALL": "C.UTF-8",
    "PYTHONPATH": _PROGRAM,
    "MALLOC_ARENA_MAX": "2",
}


@functools.cache
def _program() -> bytes:
    """Return our program as an archive, which goes through a descriptor: the sandbox sees no folder of ours."""
    packed = io.BytesIO()
    folder = Path(next(iter(inside.__path__)))
    packages = Path(*inside.__name__.split("."))
    with zipfile.ZipFile(packed, "w") as archive:
        for package in reversed(packages.parents[:-1]):
            archive.mkdir(str(package))  # without it, Python finds no package without __init__ in an archive
        for module in sorted(folder.glob("*.py")):
            archive.writestr(str(packages / module.name), module.read_bytes())
    return packed.getvalue()


def _memory_file(content: bytes, handed: contextlib.ExitStack) -> int:
    number = os.memfd_create("kentongan")
    handed.callback(os.close, number)
    with open(number, "wb", closefd=False) as file:
        file.write(content)
    os.lseek(number, 0, os.SEEK_SET)
    return number
