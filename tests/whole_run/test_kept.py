"""What tests that failed left outlasts a run that had its files in memory."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.whole_run.room import memory_with_room

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
FAILS = """
def test_fails(tmp_path):
    (tmp_path / "seen.txt").write_text("what was seen")
    raise AssertionError
"""


def test_what_a_test_that_failed_left_in_memory_is_brought_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMPDIR", "PYTEST_DEBUG_TEMPROOT"):
        monkeypatch.delenv(name, raising=False)
    if memory_with_room() is None:
        pytest.skip("This machine has no room for a run in memory.")
    (tmp_path / "test_fails.py").write_text(FAILS)
    own = ["-m", "not slow", "-c", "/dev/null", "--rootdir", str(tmp_path), "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "tests.whole_run", *own, str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    told = re.search(r"What tests that failed left is in (/\S+)", run.stdout)
    assert run.returncode == 1
    assert told is not None, run.stdout + run.stderr
    kept = Path(told[1])
    try:
        assert [path.read_text() for path in kept.rglob("seen.txt")] == ["what was seen"]
    finally:
        shutil.rmtree(kept)
