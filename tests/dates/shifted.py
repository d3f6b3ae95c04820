"""Runs a command, and everything that it starts, at another time.

Debian's libfaketime stands before the C library of every program there: named in an /etc/ld.so.preload which only the
command's own view of the machine has, since an environment would not reach the programs that we start with a clean one
(GnuPG, the servers). How far to shift stands in an /etc/faketimerc beside it. Seconds run as they do; monotonic clocks
are shifted too, by as much for everybody. The file is read once: a process that could not open it again for a moment,
since a test took its last descriptor, would be back in today for ten seconds.

The kernel goes on writing today's times to files. gunicorn compares one of those with its monotonic clock until a
worker says for the first time that it lives, and would kill it before: there gunicorn's file says so from its start.
"""

import os
from pathlib import Path
from typing import Final

from gunicorn.workers import workertmp

from tests.bare.separate import run_apart

_LIBRARY: Final = "faketime/libfaketime.so.1"
_PLACES: Final = ("/usr/lib", "/usr/lib64")
_ALWAYS: Final = "86400"  # seconds until libfaketime reads its file again
# Added to the module of gunicorn that makes the file of a worker.
_SPEAKS_AT_ONCE: Final = """

_made = WorkerTmp.__init__


def _made_and_touched(self, cfg):
    _made(self, cfg)
    self.notify()


WorkerTmp.__init__ = _made_and_touched
"""
# $1 the library, $2 the seconds, $3 the module of gunicorn, $4 what is added to it, $5 a folder that gets memory of its
# own, if any. The command sees a copy of /etc, its own processes, and its own shared memory, in which libfaketime
# leaves something for each process. The copy is made outside that memory, where TMPDIR may be.
_ENTER: Final = """
set -eu
library=$1 seconds=$2 module=$3 added=$4 memory=$5
shift 5
[ -z "$memory" ] || mount -t tmpfs -o mode=1777 files "$memory"
place=$(mktemp -d -p /tmp)
mount -t tmpfs -o mode=755 etc "$place"
cp -a /etc/. "$place"
printf '%s\\n' "$library" >"$place/ld.so.preload"
printf '%+d\\n' "$seconds" >"$place/faketimerc"
cat "$module" - <<<"$added" >"$place/gunicorn.py"
mount --bind "$place/gunicorn.py" "$module"
mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t tmpfs -o nosuid,nodev,mode=1777 shm /dev/shm
mount --move "$place" /etc
rmdir "$place"
exec "$@"
"""


class NotShiftableError(Exception):
    """Time cannot be shifted here; the text says what is missing."""


def run_shifted(
    seconds: int, command: list[str], environment: dict[str, str] | None = None, memory: Path | None = None
) -> int:
    """Return the exit status of a command that runs so many seconds ahead; nothing of it stays.

    It has the folder `memory`, if one is named, in memory; outside, the folder stays as it is.
    """
    if os.geteuid() != 0:
        raise NotShiftableError("Only root can give a command a time of its own: run this as root.")
    library = _library()
    gunicorn = (workertmp.__file__, _SPEAKS_AT_ONCE)
    enter = ["bash", "-c", _ENTER, "enter", str(library), str(seconds), *gunicorn, str(memory or "")]
    given = {**(os.environ if environment is None else environment), "FAKETIME_CACHE_DURATION": _ALWAYS}
    return run_apart([*enter, *command], given)


def _library() -> Path:
    for place in _PLACES:
        for found in (*Path(place).glob(_LIBRARY), *Path(place).glob(f"*/{_LIBRARY}")):
            return found
    raise NotShiftableError("This is missing here:\n    apt-get install -y --no-install-recommends faketime")
