"""Views of the system that only this thread and what it starts have: its mounts, its network."""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

CLONE_FS: Final = 0x200  # unshare(2)
CLONE_NEWNS: Final = 0x20000
CLONE_NEWNET: Final = 0x40000000
_libc: Final = ctypes.CDLL(None, use_errno=True)


@contextmanager
def own_mounts() -> Iterator[None]:
    """A view of the mounts for this thread and what it starts; all that is mounted in it ends with the block."""
    folder = Path.cwd()
    try:
        with _own("mnt", CLONE_NEWNS):
            subprocess.run(["mount", "--make-rprivate", "/"], check=True, capture_output=True)
            try:
                yield
            finally:
                # setns(2) refuses while a thread that started in the block, and has yet to end, shares root and folder
                _call(_libc.unshare(CLONE_FS), "this thread cannot part from the others")
    finally:
        os.chdir(folder)


@contextmanager
def own_network() -> Iterator[None]:
    """A network of this thread and what it starts: a loopback, and no way out. It goes when the last of them ends."""
    with _own("net", CLONE_NEWNET):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True, capture_output=True)
        yield


@contextmanager
def network_of(pid: int) -> Iterator[None]:
    """The network of another process, for this thread; connections that are made in it outlast the block."""
    with _present("net") as before, Path(f"/proc/{pid}/ns/net").open("rb") as there:
        _call(_libc.setns(there.fileno(), CLONE_NEWNET), "the other process's network is closed")
        try:
            yield
        finally:
            _call(_libc.setns(before, CLONE_NEWNET), "the way back to the former network is closed")


@contextmanager
def _own(kind: str, flag: int) -> Iterator[None]:
    with _present(kind) as before:
        _call(_libc.unshare(flag), "a namespace needs root, as install/test has it")
        try:
            yield
        finally:
            _call(_libc.setns(before, flag), "the way back to the machine's own namespace is closed")


@contextmanager
def _present(kind: str) -> Iterator[int]:
    """A descriptor of this thread's namespace."""
    descriptor = os.open(f"/proc/thread-self/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _call(result: int, why: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), why)
