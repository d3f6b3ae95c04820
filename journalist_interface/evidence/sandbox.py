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
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from journalist_interface.bounded_child import BoundedChild, ChildBounds, is_superuser
from journalist_interface.evidence import inside
from journalist_interface.evidence.consumption import await_filter, takes_too_much
from journalist_interface.evidence.errors import BubblewrapMissingError, SandboxBusyError
from journalist_interface.evidence.inside.limits import FOLDER_BYTES
from journalist_interface.evidence.system_calls import PYTHON, seccomp_filter

BUBBLEWRAP: Final = "/usr/bin/bwrap"
WALL: float = 240.0
"""Seconds from the end of a file to the end of its conversion."""
_AT_ONCE: Final = 2
_PATIENCE: float = 60.0
_turns: Final = threading.BoundedSemaphore(_AT_ONCE)

# Where memory runs out, the kernel ends what is in the sandbox, and no program of the officer.
_ENDED_FIRST: Final = ("/usr/bin/choom", "--adjust", "1000", "--")

_PROGRAM: Final = "/program.zip"
_LINKS: Final = ("bin", "lib", "lib64", "sbin")
# What the dynamic linker, fontconfig, LibreOffice, mat2 and Debian's alternatives look up.
_OF_ETC: Final = tuple(
    f"/etc/{entry}" for entry in ("ld.so.cache", "fonts", "libreoffice", "mime.types", "alternatives")
)
# Not /dev/zero: what is mapped of it may belong to no process, and would count nowhere.
_DEVICES: Final = ("/dev/null", "/dev/random", "/dev/urandom")


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
    """Start any command in a sandbox. Raises `SandboxUnavailableError` as `sandboxed` does."""
    with contextlib.ExitStack() as handed:
        program = _memory_file(_program(), handed)
        calls = _memory_file(seccomp_filter(), handed)
        arguments = [*_arguments(program, calls), "--", *command]
        child = _SandboxChild(arguments, pieces, WALL if wall is None else wall, stop_when, (program, calls))
    with child:
        yield child


class _SandboxChild(BoundedChild):
    """A running bubblewrap, and the first process of its sandbox, whose death is that of all processes in it.

    Killing bubblewrap alone would leave them, if it had not yet come so far as to tie their lives to its own.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        pieces: Iterable[bytes],
        wall: float,
        stop_when: Callable[[], bool] | None,
        handed: Sequence[int],
    ) -> None:
        if not os.access(BUBBLEWRAP, os.X_OK):
            raise BubblewrapMissingError
        self._first: _FirstProcess | None = None
        self._stop_when = stop_when
        self._told, self._telling = os.pipe()
        bounds = ChildBounds(wall, prepare=self._learn_first, too_much=self._takes_too_much)
        command = [*_ENDED_FIRST, BUBBLEWRAP, "--info-fd", str(self._telling), *arguments]
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
            signal.pidfd_send_signal(self._first.handle, signal.SIGKILL)

    def kill(self) -> None:
        super().kill()
        first, self._first = self._first, None
        if first is not None:
            os.close(first.handle)

    def _takes_too_much(self, _pid: int) -> bool:
        first = self._first
        return (first is not None and takes_too_much(first.number)) or (
            self._stop_when is not None and self._stop_when()
        )

    def _learn_first(self, _pid: int) -> None:
        """Wait until bubblewrap has made the sandbox, or has given up: before that, no byte of a file goes in.

        From then on it dies with bubblewrap, and bubblewrap with the thread that started it.
        """
        os.close(self._telling)
        with open(self._told, "rb", closefd=False) as told:
            found = _FIRST.search(told.read())  # to the end: bubblewrap dies of a pipe that nobody reads
        if found is None:
            return
        number = int(found[1])
        with contextlib.suppress(ProcessLookupError):
            self._first = _FirstProcess(number, os.pidfd_open(number))
            await_filter(number)


@dataclass(frozen=True, slots=True)
class _FirstProcess:
    """The first process of a sandbox: its number, which another may get once it has ended, and a handle to it."""

    number: int
    handle: int


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
    arguments += _hidden_entries()
    arguments += ["--remount-ro", "/proc"]  # or the program ended first could become the last
    arguments += ["--ro-bind-data", str(program), _PROGRAM]
    arguments += ["--perms", "0700", "--size", str(FOLDER_BYTES), "--tmpfs", "/tmp"]  # noqa: S108 # nosec B108
    arguments += ["--remount-ro", "/", "--chdir", "/tmp"]  # noqa: S108 # nosec B108
    for name, value in _ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--seccomp", str(calls)]


def _hidden_entries() -> list[str]:
    """Return the arguments that hide what /proc tells of the computer, and no converter needs."""
    arguments = []
    for entry in filter(Path.exists, map(Path("/proc").joinpath, _OF_THE_COMPUTER)):
        name = str(entry)
        arguments += (
            ["--tmpfs", name, "--remount-ro", name] if entry.is_dir() else ["--ro-bind", "/dev/null", name]
        )
    return arguments


# Not all of /proc: each entry that is hidden takes bubblewrap a little of its time.
_OF_THE_COMPUTER: Final = (
    *("acpi", "asound", "bus", "cmdline", "config.gz", "cpuinfo", "diskstats", "driver", "fs", "interrupts"),
    *(
        "iomem",
        "ioports",
        "key-users",
        "keys",
        "locks",
        "mdstat",
        "modules",
        "partitions",
        "scsi",
        "swaps",
        "sys",
    ),
    *("tty", "version"),
)
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
