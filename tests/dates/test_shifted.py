"""Every process of a shifted command has the same other time, GnuPG's and those with a clean environment too."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.clocks import STILL
from tests.dates.shifted import NotShiftableError, run_shifted
from tests.store.processes import User, require_root, run

pytestmark = pytest.mark.slow  # so that what is not slow can be shifted
ROOT = Path(__file__).resolve().parents[2]
YEARS = 5 * 365 * 86_400
# What each prints is in seconds since 1970, or a day.
# The key ring lies in the shared memory that only the command sees.
SHELL = """
own=$(mktemp -d -p /dev/shm)
env -i PATH=/usr/bin python3 -c 'import time; print(int(time.time()))'
env -i PATH=/usr/bin date +%s
gpg --homedir "$own" --batch --passphrase '' --quick-generate-key x@contoh.invalid future-default default 3y 2>/dev/null
env -i PATH=/usr/bin gpg --homedir "$own" --with-colons --list-keys 2>/dev/null | awk -F: '$1 == "pub" { print $6 }'
env -i PATH=/usr/bin python3 -c 'import sqlite3
print(*sqlite3.connect(":memory:").execute("SELECT unixepoch()").fetchone())'
"""


def shifted(seconds: int, shell: str) -> list[str]:
    """Return the lines that a shifted shell writes."""
    program = (
        "import sys; from tests.dates.shifted import run_shifted; run_shifted(int(sys.argv[1]), sys.argv[2:])"
    )
    command = [sys.executable, "-c", program, str(seconds), "bash", "-c", shell]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()


def test_every_program_has_the_other_time() -> None:
    require_root()
    before = STILL.seconds() + YEARS
    told = [int(line) for line in shifted(YEARS, SHELL)]
    assert len(told) == 4
    assert all(before <= seconds <= STILL.seconds() + YEARS + 1 for seconds in told)


def test_waiting_takes_as_long_as_ever() -> None:
    require_root()
    wait = "import threading; print(threading.Event().wait(0.2))"
    assert shifted(YEARS, f"python3 -c '{wait}'") == ["False"]


def test_this_machine_keeps_its_own() -> None:
    require_root()
    before = STILL.seconds()
    there = Path("/etc/ld.so.preload").exists(), Path("/etc/faketimerc").exists()
    shifted(YEARS, "date")
    assert (Path("/etc/ld.so.preload").exists(), Path("/etc/faketimerc").exists()) == there
    assert before <= STILL.seconds() < before + YEARS


def test_without_root_a_sentence_says_what_to_do() -> None:
    require_root()

    def attempt() -> str:
        try:
            run_shifted(YEARS, ["true"])
        except NotShiftableError as error:
            return str(error)
        return ""

    assert "as root" in run(attempt, user=User(41_007, 41_007))
