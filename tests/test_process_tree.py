"""Reading the tree of processes while they end."""

import os
import subprocess
import time
from pathlib import Path

from tests.load.unix_server import UnixServer
from tests.process_tree import children, descendants


def test_a_process_that_is_gone_has_no_children() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    assert children(process.pid) == descendants(process.pid) == []


def test_a_watcher_survives_processes_that_end_while_it_looks() -> None:
    ending = "while :; do for _ in 1 2 3 4; do (true | true) & done; wait; done"
    with subprocess.Popen(["timeout", "20", "bash", "-c", ending]) as process:
        server = UnixServer(process.pid, Path(), Path())
        looks = 0
        while looks < 2_000 and process.poll() is None:
            assert server.processes()[0] == process.pid
            looks += 1
        process.terminate()
    assert looks


def test_the_children_of_every_thread_are_found() -> None:
    with subprocess.Popen(["sleep", "60"]) as one, subprocess.Popen(["sh", "-c", "sleep 60; true"]) as other:
        end = time.monotonic() + 20
        while not children(other.pid) and time.monotonic() < end:
            time.sleep(0.02)
        found = descendants(os.getpid())
        assert {one.pid, other.pid, *children(other.pid)} <= set(found)
        for pid in (*children(other.pid), one.pid, other.pid):
            os.kill(pid, 9)
