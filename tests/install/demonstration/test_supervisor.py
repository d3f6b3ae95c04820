"""Programs of the demo start together, and end together, whatever happens."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.free_ports import free_port

ROOT = Path(__file__).resolve().parents[3]

# A program with a worker, as gunicorn is, that answers on a port.
SERVER = """
import http.server, os, signal, sys, time
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
worker = os.fork()
if worker == 0:
    time.sleep(300)
    os._exit(0)
open(sys.argv[2], "w").write(str(worker))
if "broken" in sys.argv:
    print("the secret cause")
    sys.exit(3)
http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind="127.0.0.1")
"""

DEMO = """
import os, sys
from pathlib import Path
from install.errors import InstallError
from install.demonstration.supervisor import Program, StopRequested, Supervisor
server, port, worker, log, *extra = sys.argv[1:]
program = Program("The server", (sys.executable, server, port, worker, *extra), dict(os.environ), Path(log),
                  "server.localhost", int(port))
try:
    with Supervisor(grace_seconds=3) as supervisor:
        supervisor.start(program)
        supervisor.wait_until_ready()
        print("ready", supervisor._running[0][1].pid, flush=True)
        supervisor.watch(lambda: None)
except StopRequested:
    print("stopped")
except InstallError as error:
    print(error)
"""


class Demo:
    """The supervisor in a process of its own, as in the demo."""

    def __init__(self, folder: Path, *extra: str) -> None:
        self._worker = folder / "worker"
        self.log = folder / "log"
        for name, text in (("server.py", SERVER), ("demo.py", DEMO)):
            (folder / name).write_text(text)
        paths = [str(folder / "server.py"), str(free_port()), str(self._worker), str(self.log)]
        self.process = subprocess.Popen(
            [sys.executable, str(folder / "demo.py"), *paths, *extra],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            text=True,
        )
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline()
        self.server = int(self.said.split()[1]) if self.said.startswith("ready") else None

    def worker(self) -> int:
        return int(self._worker.read_text())

    def finish(self) -> str:
        assert self.process.stdout is not None
        rest = self.process.stdout.read()
        self.process.wait(30)
        self.process.stdout.close()
        return rest


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def ends(pid: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_signal_that_asks_for_the_end_ends_all_of_it(number: int, tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    assert demo.server is not None
    assert is_alive(demo.server)
    assert is_alive(demo.worker())
    demo.process.send_signal(number)
    assert demo.finish() == "stopped\n"
    assert not is_alive(demo.server)
    assert ends(demo.worker())


def test_a_second_ctrl_c_does_not_leave_something_running(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    for _ in range(5):
        demo.process.send_signal(signal.SIGINT)
        time.sleep(0.02)
    assert demo.finish() == "stopped\n"
    assert demo.server is not None
    assert not is_alive(demo.server)
    assert ends(demo.worker())


def test_a_program_that_does_not_listen_is_ended_all_the_same(tmp_path: Path) -> None:
    demo = Demo(tmp_path, "stubborn")
    demo.process.send_signal(signal.SIGINT)
    assert demo.finish() == "stopped\n"
    assert demo.server is not None
    assert not is_alive(demo.server)
    assert ends(demo.worker())


def test_killing_the_demo_ends_its_programs_too(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    demo.process.kill()
    demo.finish()
    try:
        assert demo.server is not None
        assert ends(demo.server)
    finally:
        os.kill(demo.worker(), signal.SIGKILL)  # what a real program ends on SIGTERM itself


@pytest.mark.parametrize("worker", [(), ("stubborn",)], ids=["a worker", "a worker that does not listen"])
def test_a_program_that_breaks_is_named_with_its_last_words(worker: tuple[str, ...], tmp_path: Path) -> None:
    demo = Demo(tmp_path, "broken", *worker)
    said = demo.said + demo.finish()
    assert "The server ended by itself (3)" in said
    assert "the secret cause" in said
    assert demo.log.stat().st_mode & 0o077 == 0
    assert ends(demo.worker())
