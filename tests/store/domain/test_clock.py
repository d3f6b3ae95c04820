"""Days are the office's; expiries tell no fine time; a test can move the clock from outside."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.domain.clock import Clock
from tests.clocks import STILL
from tests.machine_clock import machine_clock_permitted


def move(file: Path, to: datetime) -> None:
    file.write_text(str(int(to.timestamp()) - STILL.seconds()))


def test_the_day_changes_at_midnight_of_the_office(tmp_path: Path) -> None:
    file = tmp_path / "offset"
    clock = Clock(offset_file=file)
    move(file, datetime(2026, 11, 24, 16, 59, 0, tzinfo=UTC))
    assert clock.today().isoformat() == "2026-11-24"
    move(file, datetime(2026, 11, 24, 17, 0, 1, tzinfo=UTC))
    assert clock.today().isoformat() == "2026-11-25"


def test_expiries_are_whole_quarters_of_an_hour_and_never_early() -> None:
    clock = STILL
    expiry = clock.quarter_hour_after(timedelta(hours=2))
    assert expiry % 900 == 0
    assert 0 <= expiry - (clock.seconds() + 7200) < 900


def test_without_the_file_the_clock_is_the_systems(tmp_path: Path) -> None:
    with machine_clock_permitted():
        assert abs(Clock(offset_file=tmp_path / "none").seconds() - Clock().seconds()) <= 1


def test_a_damaged_clock_file_is_not_ignored(tmp_path: Path) -> None:
    (tmp_path / "offset").write_text("tomorrow")
    with pytest.raises(ValueError, match="invalid literal"):
        Clock(offset_file=tmp_path / "offset").seconds()
