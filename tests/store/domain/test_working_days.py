"""Working days: no deadline ends on a free day, and what the office writes into its file counts."""

import timeit
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.domain.deadlines import (
    MAX_FILE_BYTES,
    Calendar,
    HolidayChanges,
    HolidayFileError,
    parse_changes,
    read_changes,
)

CALENDAR = Calendar(HolidayChanges())
NEW_YEAR, NEW_YEARS_EVE = date(2026, 1, 1), date(2025, 12, 31)

days = st.dates(date(2020, 1, 1), date(2045, 12, 31))
some_days = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40)
calendars = st.builds(
    lambda free, working: Calendar(HolidayChanges(free - working, working)), some_days, some_days
)


def test_the_days_everybody_knows_are_free() -> None:
    for free in (NEW_YEAR, date(2026, 5, 1), date(2026, 8, 17), date(2026, 12, 25), date(2026, 2, 17)):
        assert free.weekday() < 5
        assert not CALENDAR.is_working(free)
    for weekend in (date(2026, 11, 28), date(2026, 11, 29)):
        assert not CALENDAR.is_working(weekend)
    assert CALENDAR.is_working(date(2026, 11, 30))


@pytest.mark.parametrize("year", range(2024, 2046))
def test_every_year_has_its_public_holidays_those_of_the_moon_too(year: int) -> None:
    first = date(year, 1, 1)
    working = sum(CALENDAR.is_working(first + timedelta(days=place)) for place in range(365))
    assert 240 <= working <= 255  # of some 261 days from Monday to Friday


def test_counting_begins_on_the_next_working_day() -> None:
    friday, wednesday = date(2026, 11, 27), date(2026, 12, 23)
    assert CALENDAR.after(friday, 0) == friday
    assert CALENDAR.after(friday, 1) == CALENDAR.after(friday + timedelta(days=1), 1) == date(2026, 11, 30)
    assert CALENDAR.after(wednesday, 1) == date(2026, 12, 24)
    assert CALENDAR.after(wednesday, 2) == date(2026, 12, 28), "past Christmas and a weekend"
    assert CALENDAR.after(NEW_YEARS_EVE, 1) == date(2026, 1, 2)
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.after(friday, -1)


@given(calendars, days, st.integers(1, 300))
def test_the_last_day_is_a_working_day_with_exactly_so_many_behind_it(
    calendar: Calendar, day: date, count: int
) -> None:
    last = calendar.after(day, count)
    between = (day + timedelta(days=place) for place in range(1, (last - day).days + 1))
    assert calendar.is_working(last)
    assert sum(calendar.is_working(day) for day in between) == count


@given(calendars, days, st.integers(0, 300), st.integers(0, 40), st.integers(0, 40))
def test_who_begins_later_or_has_more_days_never_ends_earlier(
    calendar: Calendar, day: date, count: int, later: int, more: int
) -> None:
    assert day <= calendar.after(day, count) <= calendar.after(day + timedelta(days=later), count + more)


def test_a_free_day_only_ever_moves_a_deadline_back_and_a_working_day_forward() -> None:
    christmas_eve, saturday = date(2026, 12, 24), date(2026, 12, 26)
    freer = Calendar(HolidayChanges(holidays=frozenset({christmas_eve})))
    busier = Calendar(HolidayChanges(working=frozenset({saturday})))
    wednesday = date(2026, 12, 23)
    assert freer.after(wednesday, 1) == date(2026, 12, 28)
    assert busier.after(wednesday, 2) == saturday
    assert Calendar(HolidayChanges(working=frozenset({NEW_YEAR}))).is_working(NEW_YEAR)


def test_a_thousand_deadlines_cost_nothing_one_notices() -> None:
    CALENDAR.after(date(2026, 11, 25), 75)
    assert min(timeit.repeat(lambda: CALENDAR.after(date(2026, 11, 25), 75), number=1000, repeat=5)) < 0.02


def test_the_office_writes_one_day_a_line(tmp_path: Path) -> None:
    path = tmp_path / "hari-libur.txt"
    path.write_bytes(
        b"\xef\xbb\xbf# Keputusan bersama\r\n"
        b"\r\n"
        b"2026-12-24 libur Cuti bersama\r\n"
        b"  2026-12-28\tkerja  Penggantian: 24 Desember (\xc3\xa9)  \r\n"
        b"2026-12-31 libur"
    )
    assert read_changes(path) == HolidayChanges(
        frozenset({date(2026, 12, 24), date(2026, 12, 31)}), frozenset({date(2026, 12, 28)})
    )


@pytest.mark.parametrize(
    "line",
    [
        "24-12-2026 libur Cuti bersama",
        "2026-12-24",
        "2026-12-24 Cuti bersama",
        "2026-12-24 liburan",
        "2026-12-24 LIBUR",
        "2026-12-24libur",
        "2026-02-30 libur",
        "2026-13-01 libur",
        "0000-01-01 libur",
        "２026-12-24 libur",
        "2026-1-2 libur",
        "libur 2026-12-24",
        "2026-01-05 kerja",
    ],
)
def test_any_other_line_is_named_by_its_number(line: str) -> None:
    text = f"# Hari libur\n2026-01-05 libur satu\u2028bukan baris\n\n{line}\n"
    with pytest.raises(HolidayFileError, match=r"hari-libur\.txt, line 4: ") as refused:
        parse_changes(text, "hari-libur.txt")
    assert refused.value.line == 4


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(HolidayFileError, match=r"missing\.txt cannot be read: No such file"):
        read_changes(tmp_path / "missing.txt")
    latin, large = tmp_path / "latin.txt", tmp_path / "large.txt"
    latin.write_bytes(b"# satu\n# dua\n# \xe9\n")
    with pytest.raises(HolidayFileError, match=r"latin\.txt, line 3: .*UTF-8"):
        read_changes(latin)
    large.write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    with pytest.raises(HolidayFileError, match="larger"):
        read_changes(large)
    assert str(HolidayFileError()) == HolidayFileError.__doc__


@given(st.text(max_size=200))
def test_rubbish_gives_our_own_error_or_nothing(text: str) -> None:
    lines = text.count("\n") + 1
    try:
        changes = parse_changes(text, "hari-libur.txt")
    except HolidayFileError as error:
        named = error.line
    else:
        named = lines
        assert not changes.holidays & changes.working
    assert named is not None
    assert 1 <= named <= lines


@given(st.dictionaries(st.dates(date(1000, 1, 1)), st.sampled_from(["libur", "kerja"]), max_size=20))
def test_what_is_written_is_read(written: dict[date, str]) -> None:
    changes = parse_changes("".join(f"{day} {kind} alasan\n" for day, kind in written.items()), "x")
    assert {**dict.fromkeys(changes.holidays, "libur"), **dict.fromkeys(changes.working, "kerja")} == written


@pytest.mark.parametrize("day", [date.min, date(1, 12, 31), date(9998, 12, 31), date(9999, 1, 1), date.max])
@pytest.mark.parametrize("count", [1, 75, 3650])
def test_a_day_at_either_end_of_the_calendar_has_a_last_day_too(day: date, count: int) -> None:
    """A mailbox's voice signs any day: an error here would close the case to all officers."""
    assert day <= CALENDAR.after(day, count) <= date.max
    assert CALENDAR.after(date.max, count) == date.max
