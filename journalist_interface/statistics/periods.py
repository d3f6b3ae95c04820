"""Periods of the figures: a month, a quarter, a year, or the days between two, each with the period before it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Self

_FORM: Final = re.compile(r"([0-9]{4})(?:-q([1-4])|-([0-9]{2}))?", re.ASCII)
_ONE_DAY: Final = timedelta(days=1)
_QUARTER_MONTHS, _YEAR_MONTHS = 3, 12


class PeriodKind(StrEnum):
    """The kinds of periods."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    BETWEEN = "between"


_MONTHS: Final = {PeriodKind.YEAR: 12, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}


class PeriodError(ValueError):
    """There is no such period."""


@dataclass(frozen=True, slots=True)
class Period:
    """A run of days with both ends in it."""

    kind: PeriodKind
    first: date
    last: date

    @classmethod
    def year(cls, year: int) -> Self:
        """Return a calendar year; raises `PeriodError` if the calendar has none."""
        return cls._of_months(PeriodKind.YEAR, year, 1)

    @classmethod
    def quarter(cls, year: int, number: int) -> Self:
        """Return the first to fourth quarter of a year; raises `PeriodError` if the calendar has none."""
        return cls._of_months(PeriodKind.QUARTER, year, _QUARTER_MONTHS * (number - 1) + 1)

    @classmethod
    def month(cls, year: int, number: int) -> Self:
        """Return a month; raises `PeriodError` if the calendar has none."""
        return cls._of_months(PeriodKind.MONTH, year, number)

    @classmethod
    def between(cls, first: date, last: date) -> Self:
        """Return the days from one to the other; raises `PeriodError` if they are the wrong way round."""
        if last < first:
            raise PeriodError
        return cls(PeriodKind.BETWEEN, first, last)

    @classmethod
    def parse(cls, code: str) -> Self:
        """Return the period of a code such as `2026`, `2026-q3` or `2026-09`, or raise `PeriodError`."""
        match = _FORM.fullmatch(code)
        if match is None:
            raise PeriodError
        year, quarter, month = (int(part) if part else 0 for part in match.groups())
        if quarter:
            return cls.quarter(year, quarter)
        return cls.month(year, month) if match[3] else cls.year(year)

    @property
    def code(self) -> str:
        """The code that `parse` reads; for days between two, both of them."""
        match self.kind:
            case PeriodKind.YEAR:
                return f"{self.first:%Y}"
            case PeriodKind.QUARTER:
                return f"{self.first:%Y}-q{self.number}"
            case PeriodKind.MONTH:
                return f"{self.first:%Y-%m}"
            case PeriodKind.BETWEEN:
                return f"{self.first}..{self.last}"

    @property
    def number(self) -> int:
        """The number of a quarter within its year."""
        return (self.first.month - 1) // _QUARTER_MONTHS + 1

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    def holds(self, day: date) -> bool:
        """Return whether the day lies in the period."""
        return self.first <= day <= self.last

    def before(self) -> "Period | None":
        """Return the period of the same kind, or as many days, just before; None where the calendar begins."""
        days_before = self.first.toordinal() - 1
        if days_before < (self.days if self.kind is PeriodKind.BETWEEN else 1):
            return None
        last = self.first - _ONE_DAY
        match self.kind:
            case PeriodKind.BETWEEN:
                return Period(self.kind, self.first - timedelta(days=self.days), last)
            case kind:
                return Period._of_months(kind, last.year, last.month - _MONTHS[kind] + 1)

    @classmethod
    def _of_months(cls, kind: PeriodKind, year: int, month: int) -> Self:
        months = 12 * year + month - 1 + _MONTHS[kind]
        try:
            following = date(months // _YEAR_MONTHS, months % _YEAR_MONTHS + 1, 1)
            return cls(kind, date(year, month, 1), following - _ONE_DAY)
        except ValueError:
            raise PeriodError from None


def listed_periods(first: date, today: date) -> list[Period]:
    """Return the years, quarters and months from this day to today, the newest first within each kind."""
    years = range(today.year, first.year - 1, -1)
    found = [Period.year(year) for year in years]
    found += [Period.quarter(year, number) for year in years for number in (4, 3, 2, 1)]
    found += [Period.month(year, number) for year in years for number in range(12, 0, -1)]
    return [period for period in found if period.first <= today and period.last >= first]
