"""A program that ends when the process that started it ends, by any signal.

    python -m tests.whole_run.die_with_parent PARENT PROGRAM [ARGUMENTS]

The kernel sends it SIGTERM at the death of its parent (prctl(2), PR_SET_PDEATHSIG), a setting that survives the exec.
"""

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_CHILD_SUBREAPER: Final = 36


def main(arguments: list[str]) -> None:
    """Become the program, tied to the parent with this process id."""
    parent, program = int(arguments[0]), arguments[1:]
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # the parent died before the tie was made
        sys.exit(1)
    os.execvp(program[0], program)  # noqa: S606 - the caller's own list, and no shell


def adopt_orphans() -> None:
    """Adopt descendants whose parent ends, daemons included, as children of this process from now on."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    main(sys.argv[1:])
