"""Runs the static checks and the tests as `install/test` does; all arguments go to pytest.

    python -m tests.whole_run tests/crypto

Whatever ends the run (Ctrl-C, SIGTERM, a closed terminal, a kill), no process of it stays, and nothing of it in /tmp
but what pytest keeps of tests that failed. Two processes see to it: each is the parent of all below it, daemons too,
and each ends everything when the other is gone. Where there is room, the run has its files in memory; what is kept
goes to /tmp.

A developer who asks for `-m "not slow"` wants an answer in a minute: the static checks are left out.

Without a `-m`, tests that boot machines are left out: they need tools that nothing else does, and a machine that may
boot others.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from signal import SIGINT
from typing import Final

from tests.whole_run import FAST, SLOW_WORKERS, UNBOOTED, WORKERS
from tests.whole_run.room import memory_with_room
from tests.whole_run.watching import Watch

_INNER: Final = "--below"
_CHECKS: Final = ("-m", "tests.whole_run.checks")
_PATIENCE: Final = 20.0  # seconds for pytest, to say what it has found so far
_BY_SIGNAL: Final = 128
_FOLDER_VARIABLES: Final = ("TMPDIR", "PYTEST_DEBUG_TEMPROOT")


def main(arguments: list[str]) -> int:
    """Return the status of the first check that failed, or that of the tests."""
    if arguments[:1] == [_INNER]:
        return _checks_and_tests(arguments[1:])
    memory = memory_with_room()
    folder = Path(tempfile.mkdtemp(prefix="kr-", dir=memory))  # short: sockets lie below it
    folder.chmod(0o1777)  # as /tmp is: tests have servers of other users
    kept = Path(tempfile.gettempdir()) if memory is None else folder / "kept"
    kept.mkdir(exist_ok=True)
    if memory is not None:  # a shorter path than pytest's own: sockets lie below it too
        arguments = [f"--basetemp={kept / 't'}", *arguments]
    own = dict(zip(_FOLDER_VARIABLES, (str(folder), str(kept)), strict=True))
    tied = [sys.executable, "-m", "tests.whole_run.die_with_parent", str(os.getpid())]
    below = [sys.executable, "-m", "tests.whole_run", _INNER, *arguments]
    try:
        status = Watch(2 * _PATIENCE).run([*tied, *below], os.environ | own)
        if 0 < status < _BY_SIGNAL and memory is not None and any(kept.iterdir()):
            sys.stdout.write(f"What tests that failed left is in {_on_disk(kept)}\n")
        return status
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _on_disk(kept: Path) -> Path:
    """Bring what was kept in memory to where folders outlast the run."""
    place = Path(tempfile.mkdtemp(prefix="kentongan-failed-"))
    shutil.copytree(kept, place, symlinks=True, dirs_exist_ok=True, ignore=_special)
    return place


def _special(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if Path(folder, name).is_socket() or Path(folder, name).is_fifo()}


def _checks_and_tests(arguments: list[str]) -> int:
    above = os.getppid()
    watch = Watch(_PATIENCE, SIGINT)
    which = () if any(word.startswith("-m") for word in arguments) else ("-m", UNBOOTED)
    workers = WORKERS if FAST in arguments else SLOW_WORKERS
    pytest = ("-m", "pytest", "-n", str(workers), *which, *arguments)
    try:
        status = 0 if FAST in arguments else watch.run([sys.executable, *_CHECKS], os.environ)
        if status != 0:
            return status
        sys.stdout.write("== pytest\n")
        sys.stdout.flush()
        return watch.run([sys.executable, *pytest], os.environ)
    finally:
        if os.getppid() != above:  # it is gone, and brings nothing to the disk any more
            shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
