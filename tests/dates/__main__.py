"""Runs the tests on other days, with the time of every process shifted.

    python -m tests.dates                                       everything but browsers, Tor and PostgreSQL, four times
    python -m tests.dates --on leap-day tests/store             on one of the days; arguments go to pytest
    python -m tests.dates --on saturday --fast                  only what is not slow, as continuous integration does

The days are a Saturday, 31 December, 29 February, and five years on. It needs root, and Debian's `faketime`.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.bare.separate import stop_like_ctrl_c
from tests.dates.days import DAYS, seconds_to
from tests.dates.shifted import NotShiftableError, run_shifted
from tests.whole_run import FAST, WORKERS
from tests.whole_run.room import memory_with_room

_UNFIT: Final = 2
_ALL: Final = "not browser and not tor and not postgresql and not booted"


def main() -> int:
    """Return 0 if the tests pass on every day that was asked for."""
    asked, arguments = _parser().parse_known_args()
    stop_like_ctrl_c()
    failed = []
    for name in asked.on or list(DAYS):
        sys.stderr.write(f"== {name}\n")
        try:
            if _run(name, FAST if asked.fast else _ALL, arguments) != 0:
                failed.append(name)
        except NotShiftableError as error:
            sys.stderr.write(f"{error}\n")
            return _UNFIT
        except KeyboardInterrupt:
            return 130
    if failed:
        sys.stderr.write(f"The tests failed on: {', '.join(failed)}\n")
    return 1 if failed else 0


def _run(name: str, which: str, arguments: list[str]) -> int:
    # A folder of its own: pytest takes folders of other runs for three days old, and removes them. Where there is room,
    # it is in memory, but not in shared memory: libfaketime leaves files there, where tests look for those of ours.
    with tempfile.TemporaryDirectory(prefix="kd-") as folder:
        memory = None if memory_with_room() is None else Path(folder)
        environment = os.environ if memory is None else os.environ | {"TMPDIR": folder}
        pytest = [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            str(WORKERS),
            "-p",
            "no:cacheprovider",
            f"--basetemp={folder}/pytest",
        ]
        # What shifts time itself cannot be tested where it is shifted.
        pytest += ["--ignore=tests/dates/test_shifted.py", "-m", which, *arguments]
        return run_shifted(seconds_to(name), pytest, dict(environment), memory)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.dates",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--on", action="append", choices=list(DAYS), help="only on this day; may be repeated")
    parser.add_argument("--fast", action="store_true", help="only the tests that are not slow")
    return parser


if __name__ == "__main__":
    sys.exit(main())
