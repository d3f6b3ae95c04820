"""Runs the static checks and the tests as `install/test` does; all arguments go to pytest.

    python -m tests.whole_run tests/crypto

Whatever ends the run (Ctrl-C, SIGTERM, a closed terminal, a kill), no process of it stays, and nothing of it in /tmp
but what pytest keeps of tests that failed. Two processes see to it: each is the parent of all below it, daemons too,
and each ends everything when the other is gone.

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

from tests.whole_run import FAST, UNBOOTED, WORKERS
from tests.whole_run.watching import Watch

_INNER: Final = "--below"
_CONTRACTS: Final = "from importlinter.cli import lint_imports_command as main; main()"
_CHECKS: Final[dict[str, tuple[str, ...]]] = {
    "ruff check": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
    "import contracts": ("-c", _CONTRACTS, "--no-logo", "--no-cache"),
}
_PATIENCE: Final = 20.0  # seconds for pytest, to say what it has found so far
_FOLDER_VARIABLES: Final = ("TMPDIR", "PYTEST_DEBUG_TEMPROOT")


def main(arguments: list[str]) -> int:
    """Return the status of the first check that failed, or that of the tests."""
    if arguments[:1] == [_INNER]:
        return _checks_and_tests(arguments[1:])
    folder = Path(tempfile.mkdtemp(prefix="kr-"))  # short: sockets lie below it
    folder.chmod(0o1777)  # as /tmp is: tests have servers of other users
    own = dict(zip(_FOLDER_VARIABLES, (str(folder), tempfile.gettempdir()), strict=True))
    tied = [sys.executable, "-m", "tests.whole_run.die_with_parent", str(os.getpid())]
    below = [sys.executable, "-m", "tests.whole_run", _INNER, *arguments]
    try:
        return Watch(2 * _PATIENCE).run([*tied, *below], os.environ | own)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _checks_and_tests(arguments: list[str]) -> int:
    watch = Watch(_PATIENCE, SIGINT)
    steps = {} if FAST in arguments else _CHECKS
    which = () if any(word.startswith("-m") for word in arguments) else ("-m", UNBOOTED)
    pytest = ("-m", "pytest", "-n", str(WORKERS), *which, *arguments)
    try:
        for name, words in (steps | {"pytest": pytest}).items():
            sys.stdout.write(f"== {name}\n")
            sys.stdout.flush()
            status = watch.run([sys.executable, *words], os.environ)
            if status != 0:
                return status
        return 0
    finally:  # for the one above may be gone
        shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
