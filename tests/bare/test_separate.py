"""Whatever a command in a bare Debian started or mounted ends with it, and after Ctrl-C."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.bare.separate import run_in
from tests.faults.mounts import mount
from tests.own_namespaces import own_mounts
from tests.store.processes import require_root

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"PATH": f"{os.defpath}:/usr/sbin"}
PROGRAM = """
import sys
from pathlib import Path
from tests.bare.separate import run_in, stop_like_ctrl_c

stop_like_ctrl_c()
root, *command = sys.argv[1:]
run_in(Path(root), command, {"PATH": "/usr/bin:/usr/sbin"}, Path("tmp"))
"""


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """This machine's own system, as if it were another's."""
    require_root()
    folder = tmp_path / "root"
    folder.mkdir()
    with own_mounts():
        mount("--bind", "/", folder)
        yield folder


@pytest.fixture
def common() -> Iterator[Path]:
    """A folder that the command sees too: of the memory that takes files, where tests have theirs, it has its own."""
    with TemporaryDirectory(prefix="kentongan-common-", dir="/tmp") as folder:
        yield Path(folder)


def running(word: str) -> bool:
    """Return whether any process of this machine has the word among its arguments."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if word.encode() in file.read_bytes().split(b"\0"):
                return True
        except (FileNotFoundError, ProcessLookupError):
            continue
    return False


def test_what_a_command_leaves_running_ends_with_it(root: Path) -> None:
    word = f"{secrets.randbelow(10**9)}.5"
    assert run_in(root, ["bash", "-c", f"sleep {word} & exit 7"], ENVIRONMENT, Path("tmp")) == 7
    assert not running(word)


def test_a_command_sees_its_own_processes_and_mounts_alone(root: Path, common: Path, tmp_path: Path) -> None:
    seen = common / "seen"
    here = len(Path("/proc/self/mounts").read_text("utf-8").splitlines())
    look = f"ls -d /proc/[0-9]* | wc -l; cut -d' ' -f2 /proc/mounts; mount -t tmpfs x /mnt; : >{seen}.end"
    assert run_in(root, ["bash", "-c", f"{{ {look}; }} >{seen}"], ENVIRONMENT, Path("tmp")) == 0
    processes, *mounts = seen.read_text("utf-8").splitlines()
    assert int(processes) < 8
    assert {"/", "/proc", "/sys", "/dev", "/run"} <= set(mounts)
    assert not any(place.startswith(str(tmp_path)) for place in mounts)
    assert len(Path("/proc/self/mounts").read_text("utf-8").splitlines()) == here


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_ctrl_c_and_its_like_end_all_of_it(root: Path, common: Path, number: signal.Signals) -> None:
    word = f"{secrets.randbelow(10**9)}.5"
    started = common / "started"
    command = f"setsid sleep {word} & : >{started}; sleep {word}"
    program = [sys.executable, "-c", PROGRAM, str(root), "bash", "-c", command]
    with subprocess.Popen(program, cwd=ROOT, env=ENVIRONMENT, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(lambda: started.exists() and running(word))
        finally:
            process.send_signal(number)
    _wait(lambda: not running(word))


def _wait(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
