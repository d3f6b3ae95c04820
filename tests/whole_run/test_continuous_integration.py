"""Whatever ends what continuous integration runs, no process of it stays."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.process_tree import descendants
from tests.whole_run.test_ending import ROOT, wait_until

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_process_stays(tmp_path: Path, number: signal.Signals) -> None:
    log = tmp_path / "log"
    with log.open("wb") as file:
        run = subprocess.Popen(
            [ROOT / ".ci" / "run"],
            env=os.environ | {"TMPDIR": str(tmp_path)},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        wait_until(lambda: "== ruff" in log.read_text(), log.read_text)
        below = descendants(run.pid)
        assert len(below) > 1
    finally:
        os.killpg(run.pid, number) if number == signal.SIGINT else run.send_signal(number)
    assert run.wait(90) != 0
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below), log.read_text)
