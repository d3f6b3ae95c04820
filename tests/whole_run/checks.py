"""The checks of the code, on two cores: mypy alone takes as long as all the others.

    python -m tests.whole_run.checks

Each says what it found when it ends, and the first that finds something ends the others. In a new clone all tests are
read once besides. What pytest makes of a module is kept beside it: workers that begin at once would each make it anew.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Final

_CONTRACTS: Final = "from importlinter.cli import lint_imports_command as main; main()"
_READ: Final = "reading the tests"
_CHECKS: Final[dict[str, tuple[str, ...]]] = {
    "mypy": ("-m", "mypy"),
    "ruff check": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "import contracts": ("-c", _CONTRACTS, "--no-logo", "--no-cache"),
    _READ: ("-m", "pytest", "--collect-only", "-qq", "--no-summary", "-p", "no:cacheprovider"),
}
_LINES: Final = (("mypy",), ("ruff check", "ruff format", "import contracts", _READ))
_KEPT: Final = "*-pytest-*.pyc"


def main() -> int:
    """Return the status of the first check that failed, or 0."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever watches this process ends those below it
    with ThreadPoolExecutor(len(_LINES)) as pool:
        for line in as_completed([pool.submit(_first_failure, line) for line in _LINES]):
            if line.result() != 0:
                os._exit(line.result())
    return 0


def _first_failure(names: tuple[str, ...]) -> int:
    return next((status for status in _statuses(names) if status != 0), 0)


def _statuses(names: tuple[str, ...]) -> Iterator[int]:
    for name in names:
        if name == _READ and _were_read():
            continue
        done = subprocess.run([sys.executable, *_CHECKS[name]], capture_output=True, text=True, check=False)
        said = "" if name == _READ else done.stdout + done.stderr
        sys.stdout.write(f"== {name}\n{said}")
        sys.stdout.flush()
        yield 0 if name == _READ else done.returncode  # a test that cannot be read fails in the run itself


def _were_read() -> bool:
    return any((Path(__file__).parents[1] / "__pycache__").glob(_KEPT))


if __name__ == "__main__":
    sys.exit(main())
