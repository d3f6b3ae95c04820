"""A secret in the log of a run fails that run: proven with runs of their own, in one process and in two."""

import base64
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote_plus

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = "pohon sungai kereta lampu"
_CONFTEST = "from tests.secret_watch import *\n"
_TESTS = """
import logging
from tests.secret_watch import WATCH

def test_makes_a_secret():
    WATCH.plant({code!r}, "ya")

def test_logs(tmp_path):
    logging.getLogger("kentongan").error("%s", {logged!r})
    (tmp_path / "server.log").write_bytes({written!r})
    WATCH.keep_logs(tmp_path)
"""


def run(folder: Path, logged: str, written: bytes, workers: int) -> tuple[int, str]:
    (folder / "conftest.py").write_text(_CONFTEST)
    (folder / "test_run.py").write_text(_TESTS.format(code=CODE, logged=logged, written=written))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", str(workers), "-p", "no:cacheprovider", str(folder)],
        cwd=folder,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder), "PYTEST_DEBUG_TEMPROOT": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("workers", [0, 2])
def test_a_run_without_secrets_in_its_log_is_good(tmp_path: Path, workers: int) -> None:
    status, said = run(tmp_path, "nothing of it: pohon, sungai", b"ya", workers)
    assert status == 0, said
    assert "1 secrets, " in said
    assert ": 0 found" in said
    assert not list(tmp_path.glob("kentongan-logs-*"))


@pytest.mark.parametrize("workers", [0, 2])
def test_a_secret_that_a_test_process_logs_fails_the_run(tmp_path: Path, workers: int) -> None:
    status, said = run(tmp_path, f"wrong code: {CODE}", b"", workers)
    assert status == 1, said
    assert "2 passed" in said
    assert "(plain) is in " in said
    assert CODE not in said


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        (base64.b64encode(b"x" + CODE.encode()), "base64+1"),
        (CODE.encode().hex().encode(), "hex"),
        (CODE.encode("utf-16-le"), "UTF-16LE"),
        (quote_plus(CODE).encode(), "form"),
    ],
)
def test_a_secret_that_a_server_writes_in_another_dress_fails_the_run(
    tmp_path: Path, written: bytes, encoding: str
) -> None:
    status, said = run(tmp_path, "nothing", b"GET /?" + written + b"\n", 0)
    assert status == 1, said
    assert f"({encoding}) is in " in said
