"""A test that reads the machine's clock, or runs code of ours that does, gets an error from the suite itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.machine_clock import MAY_READ, OURS, ROOT, words_in

HEAD = """
import time
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from store.domain.clock import Clock
from tests.clocks import MovableClock
__name__ = "tests.made"

def test(tmp_path):
"""


def ran(body: str, folder: Path) -> str:
    """Run a test of this body in a pytest of its own; gives what it said."""
    file = folder / "test_made.py"
    file.write_text(f"{HEAD}    {body}\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.machine_clock",
        "-p",
        "no:cacheprovider",
        "-c",
        "/dev/null",
    ]
    done = subprocess.run(
        [*command, "--rootdir", str(folder), str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "body",
    [
        "assert date.today()",
        "assert datetime.now(UTC)",
        "assert time.time()",
        "assert time.time_ns()",
        "assert Clock().today()",
        "assert time.localtime()",
        "read = Thread(target=Clock().today); read.start(); read.join()",
        "clock = Clock(offset_file=None); assert clock.seconds()",
    ],
)
def test_a_test_that_asks_the_machine_for_the_day_fails(body: str, tmp_path: Path) -> None:
    said = ran(body, tmp_path)
    assert "MachineClockError" in said
    assert "1 error" in said or "1 failed" in said


@pytest.mark.parametrize(
    "body", ["assert MovableClock(tmp_path / 'clock').clock.today()", "assert time.monotonic()"]
)
def test_a_clock_that_can_be_moved_and_one_that_tells_no_day_are_free(body: str, tmp_path: Path) -> None:
    assert "1 passed" in ran(body, tmp_path)


def test_no_code_of_ours_asks_the_machine_for_the_day_but_in_the_one_place() -> None:
    files = [file for name in OURS for file in (ROOT / name).rglob("*.py")]
    places = {str(file.relative_to(ROOT)): words_in(file) for file in files}
    found = {place: lines for place, lines in places.items() if lines and place not in MAY_READ}
    assert found == {}
    assert len(files) > 500
