"""Deadlines: from the configuration, by the office's calendar, which may change while a process runs."""

import logging
import os
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.domain.deadlines import DeadlineConfig, HolidayFileError
from store.web.configuration import ConfigurationError, Settings, read_config

WEDNESDAY, THURSDAY, MONDAY = date(2026, 12, 23), date(2026, 12, 24), date(2026, 12, 28)
FREE_THURSDAY = "2026-12-24 libur Cuti bersama\n"


class ProcessConfig(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    deadlines: DeadlineConfig = DeadlineConfig()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hari-libur.txt"
    path.write_text("# belum ada\n")
    return path


def test_without_a_word_of_the_office_the_usual_times_count() -> None:
    deadlines = DeadlineConfig().open()
    assert deadlines.acknowledge_by(date(2026, 11, 25)) == date(2026, 11, 30)
    assert deadlines.verify_by(date(2026, 11, 25)) == date(2026, 12, 2)
    assert deadlines.answer_by(date(2026, 11, 25)) == date(2026, 12, 25)
    assert deadlines.feedback_by(date(2026, 11, 25)) == date(2026, 12, 25)
    assert deadlines.close_by(date(2026, 11, 25)) == date(2027, 3, 18)


def test_the_office_chooses_times_and_file(tmp_path: Path, file: Path) -> None:
    file.write_text(FREE_THURSDAY)
    (tmp_path / "process.toml").write_text(
        '[deadlines]\nacknowledge_working_days = 1\nanswer_days = 14\nholidays = "hari-libur.txt"\n'
    )
    deadlines = read_config(tmp_path / "process.toml", ProcessConfig).deadlines.open()
    assert deadlines.acknowledge_by(WEDNESDAY) == MONDAY
    assert deadlines.answer_by(WEDNESDAY) == WEDNESDAY + timedelta(days=14)
    assert deadlines.verify_by(WEDNESDAY) == DeadlineConfig(holidays=file).open().verify_by(WEDNESDAY)


@pytest.mark.parametrize(
    "line", ["verify_working_days = 0", "answer_days = -1", "close = 5", "holidays = ''"]
)
def test_a_time_that_is_none_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "process.toml").write_text(f"[deadlines]\n{line}\n")
    with pytest.raises(ConfigurationError, match="deadlines"):
        read_config(tmp_path / "process.toml", ProcessConfig)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 300), st.integers(1, 300))
def test_no_deadline_ends_before_it_begins(day: date, few: int, many: int) -> None:
    deadlines = DeadlineConfig(acknowledge_working_days=few, close_working_days=many, answer_days=few).open()
    ends = [deadlines.acknowledge_by(day), deadlines.close_by(day), deadlines.answer_by(day)]
    assert all(day < end for end in [*ends, deadlines.verify_by(day), deadlines.feedback_by(day)])


def test_no_time_ends_beyond_the_calendar() -> None:
    deadlines = DeadlineConfig().open()
    for last in (date.max, date.max - timedelta(days=1)):
        assert (
            deadlines.feedback_by(last) == deadlines.answer_by(last) == deadlines.verify_by(last) == date.max
        )


def test_what_the_office_writes_counts_at_once(file: Path) -> None:
    deadlines = DeadlineConfig(acknowledge_working_days=1, holidays=file).open()
    assert deadlines.acknowledge_by(WEDNESDAY) == THURSDAY
    file.write_text(FREE_THURSDAY)
    assert deadlines.acknowledge_by(WEDNESDAY) == MONDAY
    replacement = file.with_suffix(".new")
    replacement.write_text("# kembali\n")
    replacement.replace(file)
    assert deadlines.acknowledge_by(WEDNESDAY) == THURSDAY


def test_a_change_of_one_letter_is_noticed_by_its_time(file: Path) -> None:
    file.write_text(FREE_THURSDAY)
    deadlines = DeadlineConfig(acknowledge_working_days=1, holidays=file).open()
    file.write_text(FREE_THURSDAY.replace("libur", "kerja"))
    os.utime(file, ns=(1, 1))
    assert deadlines.acknowledge_by(WEDNESDAY) == THURSDAY


def test_a_damaged_file_keeps_the_last_good_calendar_and_is_told_once_without_its_content(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_text(FREE_THURSDAY)
    deadlines = DeadlineConfig(acknowledge_working_days=1, holidays=file).open()
    file.write_text("# catatan\nkata-sandi\n")
    with caplog.at_level(logging.INFO):
        assert {deadlines.acknowledge_by(WEDNESDAY) for _ in range(5)} == {MONDAY}
    (record,) = caplog.records
    assert record.getMessage() == (
        "The file of holidays cannot be used (line 2); the last good one stays in force."
    )
    assert record.exc_info is None
    caplog.clear()
    file.unlink()
    with caplog.at_level(logging.INFO):
        assert {deadlines.acknowledge_by(WEDNESDAY) for _ in range(5)} == {MONDAY}
    assert len(caplog.records) == 1
    file.write_text("# diperbaiki\n")
    assert deadlines.acknowledge_by(WEDNESDAY) == THURSDAY


def test_at_the_start_a_damaged_or_missing_file_is_an_error(file: Path) -> None:
    file.write_text("kata-sandi\n")
    with pytest.raises(HolidayFileError, match="line 1"):
        DeadlineConfig(holidays=file).open()
    with pytest.raises(HolidayFileError, match="cannot be read"):
        DeadlineConfig(holidays=file.parent / "missing").open()


def test_many_threads_reckon_alike_while_the_file_changes(file: Path) -> None:
    deadlines = DeadlineConfig(acknowledge_working_days=1, holidays=file).open()
    seen: set[date] = set()
    failures: list[BaseException] = []
    done = threading.Event()

    def reckon() -> None:
        try:
            while not done.is_set():
                seen.add(deadlines.acknowledge_by(WEDNESDAY))
        except BaseException as failure:  # noqa: BLE001 # told by the test's own thread
            failures.append(failure)

    threads = [threading.Thread(target=reckon) for _ in range(4)]
    for thread in threads:
        thread.start()
    for place in range(20):
        replacement = file.with_suffix(".new")
        replacement.write_text(FREE_THURSDAY if place % 2 else "")
        replacement.replace(file)
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert seen <= {THURSDAY, MONDAY}
    assert deadlines.acknowledge_by(WEDNESDAY) == MONDAY
