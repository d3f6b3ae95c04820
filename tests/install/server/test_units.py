"""The units: how little of the machine they have, and that the files of the system agree."""

import shutil
import subprocess
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path

import pytest

from install.server.backup_files import backup_files
from install.server.database_machine import DATABASE_UNITS, database_files
from install.server.files import AbsentFile, SystemFile
from install.server.firewall import DatabaseMachine
from install.server.layout import (
    BACKUP_TIMER,
    BACKUP_UNIT,
    BACKUP_USER,
    GATEWAY_SOCKET_UNIT,
    GATEWAY_UNIT,
    GATEWAY_USER,
    SOURCE_SOCKET_UNIT,
    SOURCE_UNIT,
    SOURCE_USER,
    STORE_GROUP,
    TOR_UNIT,
    TOR_USER,
    TRANSFER_UNIT,
    ServerLayout,
)
from tests.install.server.test_answers import WHOLE

SYSTEM = Path(__file__).resolve().parents[3] / "install/system"
UNITS = SYSTEM / "usr/lib/systemd/system"
MOST_EXPOSURE = {SOURCE_UNIT: 0.5, GATEWAY_UNIT: 0.5, BACKUP_UNIT: 0.5, TRANSFER_UNIT: 1.2}
SERVERS = [
    (SOURCE_UNIT, SOURCE_SOCKET_UNIT, SOURCE_USER, ServerLayout().source_socket),
    (GATEWAY_UNIT, GATEWAY_SOCKET_UNIT, GATEWAY_USER, ServerLayout().gateway_socket),
]


def settings(unit: str) -> list[str]:
    return (UNITS / unit).read_text("utf-8").splitlines()


def judge(
    unit: str, most: float, root: Path, files: Iterable[SystemFile | AbsentFile]
) -> subprocess.CompletedProcess[str]:
    """Return the answer of systemd to a unit with these files beside ours: status 0 if it is exposed by no more."""
    shutil.copytree(SYSTEM, root, dirs_exist_ok=True)
    for file in files:
        if isinstance(file, SystemFile):
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_bytes(file.content)
    return subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={round(10 * most)}",
         "--no-pager", f"--root={root}", unit],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("unit", MOST_EXPOSURE)
def test_a_unit_is_exposed_by_half_a_point_at_most_and_that_with_a_network_by_little_more(
    unit: str, tmp_path: Path
) -> None:
    judged = judge(
        unit, MOST_EXPOSURE[unit], tmp_path, backup_files(ServerLayout(tmp_path), WHOLE.backups, b"")
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


@pytest.mark.parametrize("unit", DATABASE_UNITS)
def test_a_unit_that_reaches_a_database_is_no_more_exposed_than_the_one_that_carries_backups(
    unit: str, tmp_path: Path
) -> None:
    files = database_files(ServerLayout(tmp_path), DatabaseMachine(ip_address("192.0.2.30"), 5432))
    judged = judge(unit, MOST_EXPOSURE[TRANSFER_UNIT], tmp_path, files)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert judge(unit, MOST_EXPOSURE[unit], tmp_path, files).returncode != 0


def test_backups_are_made_by_the_gateways_user_and_carried_by_one_that_owns_nothing_else() -> None:
    assert f"User={GATEWAY_USER}" in settings(BACKUP_UNIT)
    assert f"OnSuccess={TRANSFER_UNIT}" in settings(BACKUP_UNIT)
    assert f"User={BACKUP_USER}" in settings(TRANSFER_UNIT)
    assert not any(line.startswith("SupplementaryGroups=") for line in settings(TRANSFER_UNIT))
    assert "Persistent=true" in settings(BACKUP_TIMER)


@pytest.mark.parametrize(("service", "socket", "user", "path"), SERVERS)
def test_a_server_and_its_socket_belong_to_its_user_and_only_tor_may_connect(
    service: str, socket: str, user: str, path: Path
) -> None:
    assert f"User={user}" in settings(service)
    assert f"Requires={socket}" in settings(service)
    opened = settings(socket)
    assert f"ListenStream={path}" in opened
    assert f"SocketUser={user}" in opened
    assert f"SocketGroup={TOR_USER}" in opened
    assert "SocketMode=0660" in opened


def test_both_units_differ_only_in_names_and_in_who_dies_first_without_memory() -> None:
    source = (UNITS / SOURCE_UNIT).read_text("utf-8")
    gateway = (UNITS / GATEWAY_UNIT).read_text("utf-8")
    for named, there in (
        ("source_interface", "store.gateway"),
        ("KENTONGAN_SOURCE_", "KENTONGAN_GATEWAY_"),
        ("the reporters' pages", "the officers' gateway"),
        ("/source", "/gateway"),
        ("-source", "-gateway"),
        ("OOMScoreAdjust=-500", "OOMScoreAdjust=-100"),
        ("Slice=kentongan.slice\n", ""),
    ):
        assert named in source
        source = source.replace(named, there)
    assert source == gateway


def score(settings_of_unit: list[str]) -> int:
    """How gladly the kernel ends the unit's processes when memory runs out: from -1000 to 1000."""
    (line,) = [line for line in settings_of_unit if line.startswith("OOMScoreAdjust=")]
    return int(line.partition("=")[2])


def test_without_memory_the_report_path_dies_last_and_what_carries_backups_first() -> None:
    tor = settings(f"{TOR_UNIT}.d/kentongan.conf")
    assert score(tor) == score(settings(SOURCE_UNIT)) < score(settings(GATEWAY_UNIT)) < 0
    assert score(settings(BACKUP_UNIT)) > 0
    assert score(settings(TRANSFER_UNIT)) > 0
    assert [line for line in settings("kentongan.slice") if line.startswith("Memory")] == ["MemoryMin=512M"]
    for way in (tor, settings(SOURCE_UNIT)):
        assert "Slice=kentongan.slice" in way


@pytest.mark.parametrize("unit", MOST_EXPOSURE)
def test_each_unit_has_a_bound_of_memory_that_does_not_slow_it_down_first_and_no_swap(unit: str) -> None:
    assert [line for line in settings(unit) if line.startswith("MemoryMax=")]
    assert not [line for line in settings(unit) if line.startswith("MemoryHigh=")]
    assert "MemorySwapMax=0" in settings("kentongan-.service.d/closed.conf")


def test_the_users_are_made_and_the_stores_group_has_both_servers_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    subprocess.run(
        ["systemd-sysusers", f"--root={tmp_path}", SYSTEM / "usr/lib/sysusers.d/kentongan.conf"], check=True
    )
    users = dict(line.split(":", 1) for line in (tmp_path / "etc/passwd").read_text("utf-8").splitlines())
    assert set(users) == {SOURCE_USER, GATEWAY_USER, BACKUP_USER}
    assert all(user.endswith(":/nonexistent:/usr/sbin/nologin") for user in users.values())
    groups = [line.split(":") for line in (tmp_path / "etc/group").read_text("utf-8").splitlines()]
    assert {name: set(members.split(",")) for name, _, _, members in groups if members} == {
        STORE_GROUP: {SOURCE_USER, GATEWAY_USER}
    }


def test_the_folders_that_are_made_are_those_of_the_layout() -> None:
    lines = (SYSTEM / "usr/lib/tmpfiles.d/kentongan.conf").read_text("utf-8").splitlines()
    layout = ServerLayout()
    assert {Path(line.split()[1]) for line in lines if not line.startswith("#")} == {
        layout.configuration,
        layout.roster,
        layout.state,
        layout.gate,
        layout.store,
        layout.blobs,
        layout.source_state,
        layout.gateway_state,
        layout.backups,
        layout.transfer,
        layout.transfer_state,
        layout.logs,
    }
