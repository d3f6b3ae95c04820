"""Seven days, eight weeks, twelve months: the newest backup of each that has one."""

from datetime import date, timedelta

from install.backups.retention import DAYS, MONTHS, WEEKS, DatedBackup, kept

FIRST = date(2026, 1, 1)


def daily(count: int) -> list[DatedBackup]:
    days = [FIRST + timedelta(days=number) for number in range(count)]
    return [DatedBackup(day.isoformat(), number, day) for number, day in enumerate(days, 1)]


def test_of_two_years_of_days_the_last_week_two_months_of_weeks_and_a_year_of_months_stay() -> None:
    found = sorted(kept(daily(730)))
    last = daily(730)[-1].day
    assert len(found) <= DAYS + WEEKS + MONTHS
    assert found[-DAYS:] == [(last - timedelta(days=ago)).isoformat() for ago in reversed(range(DAYS))]
    assert found[0] == "2027-01-31"
    assert len({day[:7] for day in found}) == MONTHS


def test_nothing_lives_longer_than_twelve_months_if_each_month_has_a_backup() -> None:
    backups = daily(1)
    oldest = timedelta()
    for backup in daily(1_000)[1:]:
        chosen = kept([*backups, backup])
        backups = [found for found in [*backups, backup] if found.name in chosen]
        oldest = max(oldest, backup.day - min(found.day for found in backups))
    assert timedelta(days=330) < oldest < timedelta(days=366)


def test_of_one_day_the_last_backup_stays() -> None:
    two = [DatedBackup(f"{FIRST}-{serial}", serial, FIRST) for serial in (1, 2)]
    assert kept(two) == {two[1].name}


def test_a_clock_that_ran_ahead_once_destroys_no_other_backup() -> None:
    backups = daily(40)
    ahead = DatedBackup("ahead", 41, date(2050, 1, 1))
    assert len(kept([*backups, ahead]) & kept(backups)) >= len(kept(backups)) - 3
    after = DatedBackup("after", 42, FIRST + timedelta(days=40))
    assert {"after", "ahead"} <= kept([*backups, ahead, after])


def test_the_newest_one_stays_also_when_the_clock_was_set_back() -> None:
    back = DatedBackup("back", 501, date(1990, 1, 1))
    assert "back" in kept([*daily(500), back])


def test_a_backup_that_is_held_stays_for_twelve_months() -> None:
    held = frozenset({daily(730)[400].name})
    for count, stays in ((401, True), (402, True), (730, True), (800, False)):
        assert (held <= kept(daily(count), held)) is stays
