"""Takes memory until it is killed: a program of its own, for the Python of a machine.

    python3 memory_hog.py 64

Each child takes so many MiB and keeps them. When the kernel kills one, another takes its place.
"""

import mmap
import os
import sys
import time
from typing import Final

_PAUSE: Final = 0.3
_HOUR: Final = 3600


def _take(size: int) -> None:
    with mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        for place in range(0, size, mmap.PAGESIZE):
            memory[place] = 1
        time.sleep(_HOUR)


def _run(size: int) -> None:
    while True:
        if os.fork() == 0:
            _take(size)
            os._exit(0)
        time.sleep(_PAUSE)
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    _run(int(sys.argv[1]) * 2**20)
