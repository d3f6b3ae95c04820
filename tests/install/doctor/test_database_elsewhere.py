"""A store whose database is on another machine: what lets the units reach it is no fault, and anything else is."""

from ipaddress import ip_address
from pathlib import Path

import pytest

from install.doctor.examination import examine_server
from install.doctor.units import UNIT_NAMES
from install.server.database_machine import DATABASE_UNITS
from install.server.firewall import DatabaseMachine, firewall_rules
from tests.install.doctor.folder_host import PSQL, FolderHost, SignedRosterFolder, healthy_host

HERE = '"postgresql+psycopg:///kentongan?host=/run/postgresql"'
OURS = "/usr/lib/systemd/system/kentongan-.service.d/closed.conf"


@pytest.fixture
def host(tmp_path: Path, roster_folder: SignedRosterFolder) -> FolderHost:
    """A server whose database `init` found on another machine."""
    found = healthy_host(tmp_path, roster_folder, postgresql=True)
    for server in ("source", "gateway"):
        there = f'"postgresql+psycopg://kentongan-{server}@db/kentongan?hostaddr=192.0.2.30"'
        found.change(f"etc/kentongan/{server}.toml", HERE, there)
    machine = DatabaseMachine(ip_address("192.0.2.30"), 5432)
    rules = firewall_rules(found.answers.openings, found.answers.backup_address, machine)
    found.write("etc/nftables.conf", rules)
    for unit in DATABASE_UNITS:
        found.unit_says(unit, DropInPaths=f"{OURS} /etc/systemd/system/{unit}.d/database.conf")
        found.says(f"systemd-analyze security --no-pager --threshold=5 {unit}", "", 1)
    for query in ("SELECT name", "SELECT DISTINCT auth_method", "SELECT role"):
        found.says(f"{PSQL}{query}", "", 1)  # there is no PostgreSQL here
    return found


def faults(host: FolderHost) -> list[str]:
    return [one.check.name for one in examine_server(host) if one.fault is not None]


def test_a_database_on_another_machine_is_no_fault(host: FolderHost) -> None:
    assert faults(host) == []


@pytest.mark.parametrize("unit", DATABASE_UNITS)
def test_a_unit_without_its_way_there_is_named_and_so_is_one_with_another(
    host: FolderHost, unit: str
) -> None:
    way = f"{OURS} /etc/systemd/system/{unit}.d/database.conf"
    for paths in (OURS, f"{way} /etc/systemd/system/{unit}.d/open.conf"):
        host.unit_says(unit, DropInPaths=paths)
        assert faults(host) == [f"{UNIT_NAMES[unit]}-settings"]


def test_a_firewall_with_a_way_to_another_address_is_named(host: FolderHost) -> None:
    host.change("etc/nftables.conf", "192.0.2.30", "192.0.2.31")
    assert faults(host) == ["firewall-file"]


@pytest.mark.parametrize("unit", DATABASE_UNITS)
def test_a_unit_that_keeps_a_way_to_a_database_that_is_here_again_is_named(
    tmp_path: Path, roster_folder: SignedRosterFolder, unit: str
) -> None:
    found = healthy_host(tmp_path, roster_folder, postgresql=True)
    found.unit_says(unit, DropInPaths=f"{OURS} /etc/systemd/system/{unit}.d/database.conf")
    assert faults(found) == [f"{UNIT_NAMES[unit]}-settings"]
