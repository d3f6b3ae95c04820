"""What follows from the answers about backups: the hour in the office's time, and one host that may be reached."""

import shutil
import subprocess
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from install.server.answer_checks import Destination
from install.server.answers import BackupAnswers, BackupHost
from install.server.backup_files import backup_files
from install.server.files import AbsentFile, SystemFile
from install.server.layout import BACKUP_TIMER, ServerLayout
from tests.install.server.test_answers import HOST_KEY, WHOLE

SYSTEM = Path(__file__).resolve().parents[3] / "install/system"
BACKUPS = WHOLE.backups


def contents(tmp_path: Path, backups: BackupAnswers, certificate: bytes | None = b"key") -> dict[str, str]:
    """The text of each file that is to be there, by its name."""
    files = backup_files(ServerLayout(tmp_path), backups, certificate)
    return {file.path.name: file.content.decode() for file in files if isinstance(file, SystemFile)}


def absent(tmp_path: Path, backups: BackupAnswers, certificate: bytes | None) -> set[str]:
    files = backup_files(ServerLayout(tmp_path), backups, certificate)
    return {file.path.name for file in files if isinstance(file, AbsentFile)}


def test_the_timer_goes_off_once_a_day_at_the_hour_in_the_office(tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(SYSTEM, root)
    (hour,) = [
        file for file in backup_files(ServerLayout(root), BACKUPS, b"") if file.path.name == "hour.conf"
    ]
    assert isinstance(hour, SystemFile)
    hour.path.parent.mkdir(parents=True)
    hour.path.write_bytes(hour.content)
    shown = subprocess.run(
        ["systemd-analyze", "--root", root, "cat-config", f"systemd/system/{BACKUP_TIMER}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    *_, when = [line.partition("=")[2] for line in shown.splitlines() if line.startswith("OnCalendar=")]
    normal = subprocess.run(
        ["systemd-analyze", "calendar", "--base-time=2026-11-27 12:00:00 UTC", "--iterations=2", when],
        capture_output=True, text=True, check=True, env={"TZ": "UTC", "PATH": "/usr/bin"},
    ).stdout  # fmt: skip
    assert "Fri 2026-11-27 20:00:00 UTC" in normal
    assert "Sat 2026-11-28 20:00:00 UTC" in normal


@pytest.mark.parametrize(
    ("address", "allowed", "place"),
    [("192.0.2.20", "192.0.2.20", "a@192.0.2.20"), ("2001:db8::20", "2001:db8::20", "a@[2001:db8::20]")],
)
def test_one_host_may_be_reached_and_must_show_its_key(
    tmp_path: Path, address: str, allowed: str, place: str
) -> None:
    host = BackupHost(Destination("a", ip_address(address)), HOST_KEY)
    found = contents(tmp_path, replace(BACKUPS, host=host))
    assert found["known_hosts"] == f"{address} {HOST_KEY}\n"
    assert f"IPAddressAllow={allowed}\n" in found["host.conf"]
    assert f"Environment=BACKUP_HOST={place}\n" in found["host.conf"]


def test_what_another_answer_put_there_is_removed(tmp_path: Path) -> None:
    assert absent(tmp_path, BACKUPS, b"key") == set()
    assert absent(tmp_path, replace(BACKUPS, host=None), b"key") == {"host.conf", "known_hosts"}
    assert "backup.gpg" in absent(tmp_path, BackupAnswers(), None)
    gone = AbsentFile(tmp_path / "known_hosts")
    assert not gone.differs()
    gone.path.touch()
    assert gone.differs()
    gone.apply()
    assert not gone.differs()
