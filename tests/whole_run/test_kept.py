"""What a test that failed left outlasts the run, also where the run had its files in memory."""

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.slow
ROOT: Final = Path(__file__).resolve().parents[2]
DISK: Final = Path("/tmp")  # noqa: S108 - where runs without a TMPDIR keep it
FAILS: Final = """
def test_fails(tmp_path):
    (tmp_path / "seen.txt").write_text({word!r})
    raise AssertionError
"""


def test_what_a_test_that_failed_left_is_on_the_disk_after_the_run(tmp_path: Path) -> None:
    word = secrets.token_hex()
    (tmp_path / "test_fails.py").write_text(FAILS.format(word=word))
    own = ["-m", "not slow", "-c", "/dev/null", "--rootdir", str(tmp_path), "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "tests.whole_run", *own, str(tmp_path)]
    given = {
        key: value for key, value in os.environ.items() if key not in {"TMPDIR", "PYTEST_DEBUG_TEMPROOT"}
    }
    run = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout + run.stderr
    copies = _seen("kentongan-failed-*/t", word)  # of what was in memory
    originals = _seen("pytest-of-*/pytest-[0-9]*", word)  # without room for a run in memory
    try:
        assert len(copies + originals) == 1, run.stdout
        assert all(str(_folder(copy)) in run.stdout for copy in copies)
    finally:
        for left in (*map(_folder, copies), *(original.parent for original in originals)):
            shutil.rmtree(left)


def _seen(folders: str, word: str) -> list[Path]:
    found = DISK.glob(f"{folders}/popen-*/test_fails0/seen.txt")
    return [path for path in found if path.read_text() == word]


def _folder(copy: Path) -> Path:
    return copy.parents[3]
