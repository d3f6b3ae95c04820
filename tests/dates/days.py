"""The days on which the tests are run: those on which something has gone wrong, or might."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from store.domain.clock import OFFICE_ZONE, Clock

_SATURDAY: Final = 5
_ZONE: Final = ZoneInfo(OFFICE_ZONE)


def _saturday(today: date) -> datetime:
    """Return the next one, in the morning: no working day, and none follows."""
    return _at(today + timedelta(days=(_SATURDAY - today.weekday()) % 7 or 7), time(9))


def _year_end(today: date) -> datetime:
    """Return the last day of this year, or on that day of the next."""
    end = date(today.year, 12, 31)
    return _at(end if end > today else date(today.year + 1, 12, 31), time(17, 30))


def _leap_day(today: date) -> datetime:
    """Return the next 29 February, so early that GnuPG's day is still the 28th."""
    year = next(
        year for year in range(today.year, today.year + 9) if _is_leap(year) and date(year, 2, 29) > today
    )
    return _at(date(year, 2, 29), time(3))


def _five_years_on(today: date) -> datetime:
    """Return a day on which keys of today have expired, just before midnight."""
    return _at(today + timedelta(days=5 * 365 + 1), time(23, 50))


DAYS: Final[dict[str, Callable[[date], datetime]]] = {
    "saturday": _saturday,
    "year-end": _year_end,
    "leap-day": _leap_day,
    "five-years-on": _five_years_on,
}


def seconds_to(name: str) -> int:
    """Return how far ahead the day of this name begins, from this moment."""
    now = Clock().now()
    return int((DAYS[name](now.date()) - now).total_seconds())


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, _ZONE)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
