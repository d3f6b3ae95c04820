"""Runs a command, and everything that it starts, at another time.

Debian's libfaketime stands before the C library of every program there: named in an /etc/ld.so.preload which only the
command's own view of the machine has, since an environment would not reach the programs that we start with a clean one
(GnuPG, the servers). How far to shift stands in an /etc/faketimerc beside it. Seconds run as they do; monotonic clocks
are shifted too, by as much for everybody.

The kernel goes on writing today's times to files.
"""

import os
from pathlib import Path
from typing import Final

from tests.bare.separate import run_apart

_LIBRARY: Final = "faketime/libfaketime.so.1"
_PLACES: Final = ("/usr/lib", "/usr/lib64")
# $1 the library, $2 the seconds. The command sees a copy of /etc, its own processes, and its own shared memory, in
# which libfaketime leaves something for each process.
_ENTER: Final = """
set -eu
library=$1 seconds=$2
shift 2
place=$(mktemp -d)
mount -t tmpfs -o mode=755 etc "$place"
cp -a /etc/. "$place"
printf '%s\\n' "$library" >"$place/ld.so.preload"
printf '%+d\\n' "$seconds" >"$place/faketimerc"
mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t tmpfs -o nosuid,nodev,mode=1777 shm /dev/shm
mount --move "$place" /etc
rmdir "$place"
exec "$@"
"""


class NotShiftableError(Exception):
    """Time cannot be shifted here; the text says what is missing."""


def run_shifted(seconds: int, command: list[str], environment: dict[str, str] | None = None) -> int:
    """Return the exit status of a command that runs so many seconds ahead; nothing of it stays."""
    if os.geteuid() != 0:
        raise NotShiftableError("Only root can give a command a time of its own: run this as root.")
    library = _library()
    enter = ["bash", "-c", _ENTER, "enter", str(library), str(seconds)]
    return run_apart([*enter, *command], dict(os.environ if environment is None else environment))


def _library() -> Path:
    for place in _PLACES:
        for found in (*Path(place).glob(_LIBRARY), *Path(place).glob(f"*/{_LIBRARY}")):
            return found
    raise NotShiftableError("This is missing here:\n    apt-get install -y --no-install-recommends faketime")
