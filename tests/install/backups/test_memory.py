"""A backup and a restore take as much memory for a large attachment as for a small one."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.backup_key import PASSPHRASE, BackupKey
from tests.install.backups.backed_up import elsewhere
from tests.office import TestOffice

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
SMALL = 8 * 1024 * 1024
LARGE = 300 * 1024 * 1024
MORE_KIB = 24 * 1024


def peak_kib(words: list[str]) -> int:
    """The most memory that the command held, which must end well."""
    command = [sys.executable, "-m", "install.kentongan", *words]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as running:
        assert running.stdin is not None
        running.stdin.write(f"{PASSPHRASE}\n".encode())
        running.stdin.close()
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0
    return usage.ru_maxrss


def grow(office: TestOffice, blob: str, size: int) -> None:
    """Let an attachment be of this size."""
    os.truncate(office.folder / "blobs" / blob, size)
    with closing(sqlite3.connect(office.folder / "database" / "store.sqlite3")) as database, database:
        database.execute("UPDATE blob SET size = ? WHERE name = ?", [size, blob])


@pytest.mark.parametrize(
    "size", [4 * SMALL, pytest.param(LARGE, marks=pytest.mark.thorough)], ids=["short", "whole"]
)
def test_memory_does_not_grow_with_an_attachment(
    office: TestOffice, config: Path, backup_key: BackupKey, tmp_path: Path, size: int
) -> None:
    blob = office.report().attaches(b"bukti", "bukti.txt").name
    peaks = []
    for name, each in (("small", SMALL), ("large", size)):
        grow(office, blob, each)
        repository = tmp_path / name
        made = [
            "backup",
            str(repository),
            "--certificate",
            str(backup_key.certificate),
            "--config",
            str(config),
        ]
        restored, path = elsewhere(office, tmp_path / f"machine-{name}")
        key = ["--key", str(backup_key.exported), "--passphrase-fd", "0"]
        peaks.append((peak_kib(made), peak_kib(["restore", str(repository), *key, "--config", str(path)])))
        assert (restored.store.blobs / blob).stat().st_size == each
    small, large = peaks
    assert max(after - before for before, after in zip(small, large, strict=True)) < MORE_KIB
