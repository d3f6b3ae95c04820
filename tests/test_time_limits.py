"""Set-up that tests share does not count against the first of them, and has a limit of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = """
import time
import pytest
from tests import time_limits

time_limits.SHARED_SECONDS = {limit}

@pytest.fixture(scope="module")
def shared():
    time.sleep(1.5)
    yield
    time.sleep({teardown})

@pytest.fixture
def asked(request):
    return lambda: request.getfixturevalue("shared")

{test}
"""


FIRST = "def test_made(shared):\n    pass\n"
ASKS = "def test_made(asked):\n    asked()\n"


def ran(folder: Path, *, limit: float, timeout: float, teardown: float = 0, test: str = FIRST) -> str:
    """Run tests that share a set-up of a second and a half; gives what pytest said."""
    (folder / "test_made.py").write_text(SHARED.format(limit=limit, teardown=teardown, test=test))
    own = ["-c", "/dev/null", "--rootdir", str(folder), "-p", "no:cacheprovider", "-p", "tests.time_limits"]
    times = ["--timeout", str(timeout), "-o", "timeout_func_only=true"]
    command = [sys.executable, "-m", "pytest", *own, *times, str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("test", [FIRST, ASKS])
def test_shared_set_up_may_take_longer_than_a_test(tmp_path: Path, test: str) -> None:
    said = ran(tmp_path, limit=60, timeout=1, test=test)
    assert " passed" in said
    assert "error" not in said
    assert "failed" not in said


@pytest.mark.parametrize(
    ("teardown", "told"),
    [(0.0, "Setting up shared took more"), (3.0, "Clearing away after test_made took more")],
)
def test_shared_set_up_that_hangs_is_an_error(tmp_path: Path, teardown: float, told: str) -> None:
    said = ran(tmp_path, limit=0.5 if teardown == 0 else 2, timeout=60, teardown=teardown)
    assert told in said
    assert "1 error" in said
