"""Whatever ends a run of booted machines, its processes, mounts, networks and control groups end with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.booted.bridge import Bridge
from tests.booted.control_groups import PREFIX, remove_stale_groups
from tests.booted.readiness import require_boot
from tests.faults.mounts import mount
from tests.own_namespaces import own_mounts
from tests.process_tree import descendants

pytestmark = [pytest.mark.booted, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0
READY = b"booted\n"
PROGRAM = """
import sys, time
from tests.bare.separate import stop_like_ctrl_c
from tests.booted.bridge import Bridge

stop_like_ctrl_c()
with Bridge() as bridge, bridge.machine("server"):
    print("booted", flush=True)
    time.sleep(300)
"""


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def groups() -> set[str]:
    """The control groups of booted machines."""
    with own_mounts():
        mount("-t", "cgroup2", "none", "/sys/fs/cgroup")
        return {path.name for path in Path("/sys/fs/cgroup").glob(f"{PREFIX}*")}


def traces() -> tuple[str, str]:
    """This process's mounts, and the links of its network."""
    links = subprocess.run(["ip", "-brief", "link"], check=True, capture_output=True, text=True).stdout
    return Path("/proc/self/mounts").read_text("utf-8"), links


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_of_a_run_stays(number: signal.Signals) -> None:
    require_boot()
    before = traces()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == READY
        below = descendants(run.pid)
        assert len(below) > 5
        assert traces() == before
        run.send_signal(number)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
    assert traces() == before
    remove_stale_groups()
    assert not [name for name in groups() if name.startswith(f"{PREFIX}{run.pid}-")]


def test_a_machine_that_is_shut_down_stops_its_units_in_order() -> None:
    require_boot()
    with Bridge() as bridge, bridge.machine("server") as server:
        server.run("systemd-run", "--unit=last", "sleep", "300")
        server.shut_down()
        assert "Stopped last.service" in server.said(), server.said()
    assert not [name for name in groups() if name.startswith(f"{PREFIX}{os.getpid()}-")]
