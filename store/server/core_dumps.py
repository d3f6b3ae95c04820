"""Core dumps: what a crash writes to a disk, keys and decrypted texts among it.

A size limit of 0 keeps dumps out of files alone: a kernel that hands them to a program (`core_pattern` with a pipe)
asks for no size. A limit of 1 byte is its mark for processes that it does not dump at all (fs/coredump.c). A process
that says that it is not dumpable is not dumped either, but the programs that it starts begin anew; what is left out of
a dump they inherit.
"""

import ctypes
import os
import resource
from pathlib import Path
from typing import Final

_FILTER: Final = Path("/proc/self/coredump_filter")
_NOTHING: Final = "0"
_PR_SET_DUMPABLE: Final = 4
_NONE: Final = 1
"""The limit at which no dump is made, neither a file nor into a pipe."""


def empty_core_dumps() -> None:
    """Leave all memory out of dumps of this process and of the programs that it will start.

    GnuPG sets its size limit to 0 itself, and could be dumped into a pipe. To be called before `forbid_core_dumps`, and
    then as often as one likes: the server reads its settings again when its terminal is closed.
    """
    if int(_FILTER.read_text("ascii"), 16):  # a process that is not dumpable may read it alone
        _FILTER.write_text(_NOTHING, "ascii")


def forbid_core_dumps() -> None:
    """Keep this process from being dumped, and its memory from other programs of the same user.

    Raises `OSError` if the kernel refuses.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    lowest = _NONE if hard == resource.RLIM_INFINITY else min(_NONE, hard)
    resource.setrlimit(resource.RLIMIT_CORE, (lowest, lowest))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
