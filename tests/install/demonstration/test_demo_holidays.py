"""The demo's file of holidays is a good one, is kept once it is edited, and every program reads it."""

from datetime import date
from pathlib import Path

import pytest

from install.demonstration.folder import DemoFolder
from install.demonstration.people import PEOPLE
from install.demonstration.ports import Ports
from install.demonstration.programs import holidays_file, write_configurations, write_holidays
from journalist_interface.config import Config as WorkstationConfig
from source_interface.config import SourceConfig
from store.domain.deadlines import read_changes
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config

THURSDAY, FRIDAY = date(2026, 12, 24), date(2026, 11, 27)


@pytest.fixture
def folder(tmp_path: Path) -> DemoFolder:
    folder = DemoFolder(tmp_path / "demo")
    for part in (folder.server, *(folder.person(person.id) for person in PEOPLE)):
        part.mkdir(parents=True)
    return folder


def test_what_it_explains_is_what_is_understood(folder: DemoFolder) -> None:
    write_holidays(folder)
    assert read_changes(holidays_file(folder)).holidays == {THURSDAY}
    path = holidays_file(folder)
    assert path.stat().st_mode & 0o077 == 0
    examples = [line.strip("# ") for line in path.read_text().splitlines() if line.startswith("#     ")]
    path.write_text("\n".join(examples))
    assert read_changes(path).working == {date(2026, 12, 28)}


def test_what_a_person_edited_is_kept(folder: DemoFolder) -> None:
    holidays_file(folder).write_text("2026-11-30 libur Hari jadi kantor\n")
    write_holidays(folder)
    assert read_changes(holidays_file(folder)).holidays == {date(2026, 11, 30)}


def test_all_programs_reckon_with_the_one_file(folder: DemoFolder) -> None:
    write_configurations(folder, Ports(9000), "A" * 40)
    holidays_file(folder).write_text("2026-11-30 libur Hari jadi kantor\n")
    workstations = list(folder.people.glob("*/workstation.toml"))
    assert workstations
    deadlines = [
        read_config(folder.server / "source.toml", SourceConfig).store.open_deadlines(),
        read_config(folder.server / "gateway.toml", GatewayConfig).store.open_deadlines(),
        *(read_config(path, WorkstationConfig).open_deadlines() for path in workstations),
    ]
    assert {calendar.acknowledge_by(FRIDAY) for calendar in deadlines} == {date(2026, 12, 3)}
