"""A watched command ends with all that it started, and its status is passed on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process_tree import children

ROOT = Path(__file__).resolve().parents[2]
WATCHES = """
import os, sys
from tests.whole_run.watching import Watch
sys.exit(Watch(1.0).run(sys.argv[1:], os.environ))
"""
DAEMON = "(setsid sh -c 'echo $$; exec sleep 300 >/dev/null' &) | { read pid; echo $pid; }; exit 7"


def watched(*command: str) -> subprocess.CompletedProcess[str]:
    """Watch a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", WATCHES, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_a_daemon_ends_with_the_command_that_left_it() -> None:
    done = watched("sh", "-c", DAEMON)
    assert done.returncode == 7
    daemon = int(done.stdout)
    assert not Path(f"/proc/{daemon}").exists()
    assert daemon not in children(os.getpid())


@pytest.mark.parametrize(("script", "status"), [("exit 0", 0), ("exit 3", 3), ("kill -KILL $$", 137)])
def test_the_status_is_the_commands(script: str, status: int) -> None:
    assert watched("sh", "-c", script).returncode == status
