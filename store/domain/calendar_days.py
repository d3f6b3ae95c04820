"""Days some days or months later, at most the calendar's last: anyone may sign any day."""

import calendar
from datetime import date, timedelta
from typing import Final

MONTHS_OF_YEAR: Final = 12


def days_after(day: date, days: int) -> date:
    """Return the day that many days later."""
    return day + min(timedelta(days=days), date.max - day)


def months_after(day: date, months: int) -> date:
    """Return the same day that many months later, or the last of a shorter month."""
    number = day.month - 1 + months
    year, month = day.year + number // MONTHS_OF_YEAR, number % MONTHS_OF_YEAR + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
