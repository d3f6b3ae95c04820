"""The rule of keeping backups: the newest of each of the last 7 days, 8 weeks and 12 months that have one.

Days without a backup do not count, so that a wrong clock does not destroy all backups at once. What a dump alone holds
lives on for 12 months, if each month has a backup. So long is a backup kept that alone has what the store lost.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

DAYS: Final = 7
WEEKS: Final = 8
MONTHS: Final = 12


class DatedBackup(NamedTuple):
    """The name of a manifest, its serial and its day."""

    name: str
    serial: int
    day: date


def kept(backups: Iterable[DatedBackup], held: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the names of the backups that are kept; the newest one always is, and those `held` for twelve months."""
    newest_first = sorted(backups, key=lambda backup: backup.serial, reverse=True)
    found = {backup.name for backup in newest_first[:1]}
    for period, count in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        newest = dict[tuple[int, ...], DatedBackup]()
        for backup in newest_first:
            newest.setdefault(period(backup.day), backup)
        found |= {newest[which].name for which in sorted(newest, reverse=True)[:count]}
    months = sorted({_month(backup.day) for backup in newest_first}, reverse=True)[:MONTHS]
    found |= {backup.name for backup in newest_first if backup.name in held and _month(backup.day) in months}
    return frozenset(found)


def _day(day: date) -> tuple[int, ...]:
    return day.year, day.month, day.day


def _week(day: date) -> tuple[int, ...]:
    return day.isocalendar()[:2]


def _month(day: date) -> tuple[int, ...]:
    return day.year, day.month
