"""Whatever ends a run of the tests, no process of it stays, and it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 90.0
# A test with a server in a session of its own and a daemon without a parent, as GnuPG's agents are.
STARTS = """
import os, signal, subprocess, time
from pathlib import Path

HERE = Path(__file__).parent

def start(name):
    mark = str(HERE / name)
    subprocess.Popen(["python3", "-c", "import time; time.sleep(300)", mark], start_new_session=True)
    subprocess.run(["sh", "-c", 'setsid sh -c "sleep 300; : $0" "$0" >/dev/null 2>&1 &', mark], check=True)
    (HERE / f"{name}.pid").write_text(str(os.getpid()))

def test_waits():
    start("waits")
    while True:
        time.sleep(1)
"""
CRASHES = """
import os, signal
from pathlib import Path
from test_waits import start

def test_good():
    pass

def test_crashes():
    start("crashes")
    os.kill(os.getpid(), signal.SIGKILL)

def test_good_too():
    pass
"""
GOOD = "def test_good():\n    pass\n"


class Run:
    """A run of its own over the tests of a folder."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.log = folder / "log"
        own = ["-m", "not slow", "-c", "/dev/null", "--rootdir", str(folder), "-p", "no:cacheprovider"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tests.whole_run",
                    *own,
                    "-p",
                    "tests.one_process",
                    *arguments,
                    str(folder),
                ],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(folder), "TMPDIR": str(folder / "tmp")},
                stdout=log,
                stderr=log,
            )

    def pid_of(self, name: str) -> int:
        """Return the process that runs this test, once its server and its daemon run."""
        file = self.folder / f"{name}.pid"
        wait_until(lambda: file.exists() and file.read_text() != "", self.said)
        wait_until(lambda: len(self.started()) >= 2, self.said)
        return int(file.read_text())

    def started(self) -> list[str]:
        """Return what tests started and still runs."""
        return processes_with(str(self.folder / "waits")) + processes_with(str(self.folder / "crashes"))

    def ends(self) -> int:
        """Return its status; everything of it is gone."""
        status = self.process.wait(SECONDS)
        wait_until(lambda: processes_with(str(self.folder)) == [], self.said)
        assert list((self.folder / "tmp").glob("kr-*")) == []
        return status

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def below(self, *words: str) -> int:
        """Return the process of this run whose arguments have these words."""
        marks = (str(self.folder), *words)
        found = [
            pid for pid in pids() if all(mark in words_of(pid) for mark in marks) and pid != self.process.pid
        ]
        return found[0]


def pids() -> list[int]:
    return sorted(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())


def words_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace").replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def processes_with(mark: str) -> list[str]:
    return [words for pid in pids() if mark in (words := words_of(pid))]


def wait_until(condition: object, said: object) -> None:
    assert callable(condition)
    assert callable(said)
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, said()
        time.sleep(0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with the tests that start things."""
    (tmp_path / "tmp").mkdir()
    (tmp_path / "test_waits.py").write_text(STARTS)
    yield tmp_path
    assert processes_with(str(tmp_path)) == []


# Ctrl-C with workers and a kill without: the short form of every signal with and without.
@pytest.mark.parametrize(
    ("number", "workers"),
    [
        (signal.SIGINT, "2"),
        (signal.SIGTERM, "0"),
        pytest.param(signal.SIGINT, "0", marks=pytest.mark.thorough),
        pytest.param(signal.SIGTERM, "2", marks=pytest.mark.thorough),
        pytest.param(signal.SIGHUP, "0", marks=pytest.mark.thorough),
        pytest.param(signal.SIGHUP, "2", marks=pytest.mark.thorough),
    ],
)
def test_a_run_that_is_told_to_end_leaves_nothing(folder: Path, number: signal.Signals, workers: str) -> None:
    run = Run(folder, "-n", workers)
    run.pid_of("waits")
    run.process.send_signal(number)
    assert run.ends() == 128 + number


@pytest.mark.parametrize("words", [("-m pytest",), ("tests.whole_run", "--below"), ()])
def test_a_run_that_loses_one_of_its_processes_leaves_nothing(folder: Path, words: tuple[str, ...]) -> None:
    run = Run(folder, "-n", "2")
    run.pid_of("waits")
    os.kill(run.below(*words) if words else run.process.pid, signal.SIGKILL)
    assert run.ends() != 0


def test_a_second_signal_waits_for_no_process(folder: Path) -> None:
    (folder / "test_waits.py").write_text(
        STARTS.replace("def test_waits():", "def test_waits():\n    " + DEAF)
    )
    run = Run(folder, "-n", "0")
    run.pid_of("waits")
    for _ in range(2):
        run.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
    assert run.ends() == 128 + signal.SIGINT


DEAF = "signal.signal(signal.SIGINT, signal.SIG_IGN)"


def test_a_worker_that_crashes_costs_its_test_and_neither_the_end_nor_the_others(folder: Path) -> None:
    (folder / "test_crashes.py").write_text(CRASHES)
    for number in range(3):
        (folder / f"test_good_{number}.py").write_text(GOOD)
    run = Run(folder, "-n", "2", "--deselect", "test_waits.py::test_waits")
    assert run.ends() == 1
    said = run.said()
    assert "crashed while running 'test_crashes.py::test_crashes'" in said
    assert "1 failed, 5 passed" in said
