"""The office's deadlines: how long each takes, the working days that it counts, and the day on which it ends.

Working days are those of an Indonesian office: its weekends, the public holidays, and the office's decisions. The
office's file has one day a line, so that a person who never saw a configuration can write it:

    # Cuti bersama dan hari kerja pengganti
    2026-12-24 libur Cuti bersama Natal
    2026-12-28 kerja Pengganti 24 Desember

`libur` makes the day a holiday, `kerja` a working day, even if it is a Saturday. The rest of the line is for people.
"""

import functools
import logging
import re
import threading
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, timedelta
from pathlib import Path
from typing import Annotated, Final

import msgspec
from holidays import country_holidays
from msgspec import Meta

from crypto.errors import KentonganError
from store.domain.calendar_days import days_after
from store.domain.stages import CLOSED, Stage

MAX_FILE_BYTES: Final = 256 * 1024
_LINE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ \t]+(libur|kerja)(?:[ \t]+\S.*)?", re.DOTALL)
_FRIDAY: Final = 4
_logger: Final = logging.getLogger("kentongan")

Days = Annotated[int, Meta(ge=1, le=3650)]
_WEEK: Final = timedelta(days=7)
MOST_ANSWER_DAYS: Final = 366  # a question that waits for ever would keep a case from every deadline
REQUEST_DAYS: Final = (
    14  # the officer who asked for an identity may have left the case since, which no custodian can see
)
MOST_EXTENSION_DAYS: Final = 180  # from the day of the extension: a case must end some day
# A file's time, size and inode, which tell a changed file from the one that was read; None for no file.
_Stamp = tuple[int, int, int] | None


class HolidayFileError(KentonganError):
    """The file of holidays cannot be used."""

    def __init__(self, sentence: str = "", line: int | None = None, **values: object) -> None:
        super().__init__(sentence, **values, **({} if line is None else {"line": line}))
        self.line = line


@dataclass(frozen=True, slots=True)
class HolidayChanges:
    """The office's changes to weekends and public holidays. A day is in one of the two sets at most."""

    holidays: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar with weekends and Indonesia's public holidays free, unless `changes` says otherwise.

    Days that follow the moon are estimates until the government has announced them. Joint leave (cuti bersama) is not
    included. The office writes both into its file. Years are computed when they are asked for, and kept.
    """

    changes: HolidayChanges
    _years: dict[int, Sequence[int]] = field(default_factory=dict, repr=False, compare=False)

    def is_working(self, day: date) -> bool:
        """Return whether the office works on that day."""
        if day in self.changes.working:
            return True
        free = day.weekday() > _FRIDAY or day in self.changes.holidays or day in _public_holidays(day.year)
        return not free

    def after(self, day: date, working_days: int) -> date:
        """Return the n-th working day after `day`, which may be free itself, or `day` for 0.

        It is never beyond the calendar's last day, whatever day was signed. Raises `ValueError` below 0.
        """
        if working_days < 0:
            raise ValueError("working days are counted forwards")
        if working_days == 0:
            return day
        year = day.year
        place = bisect_right(self._working_days(year), day.toordinal()) + working_days - 1
        while place >= len(days := self._working_days(year)):
            if year == MAXYEAR:
                return date.max
            place -= len(days)
            year += 1
        return date.fromordinal(days[place])

    def _working_days(self, year: int) -> Sequence[int]:
        """Return the ordinals of a year's working days, ascending."""
        known = self._years.get(year)
        if known is None:
            ordinals = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            known = [ordinal for ordinal in ordinals if self.is_working(date.fromordinal(ordinal))]
            self._years[year] = known
        return known


def read_changes(path: Path) -> HolidayChanges:
    """Return what this file says, or raise `HolidayFileError` with the line that is wrong."""
    return parse_changes(_read(path), path.name)


def parse_changes(text: str, name: str) -> HolidayChanges:
    """Return what a file of this name and content says. Raises as `read_changes` does."""
    seen: dict[date, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        day, kind = _parsed(words, name, number)
        if day in seen:
            raise HolidayFileError(
                "{name}, line {line}: this day stands in an earlier line too.", number, name=name
            )
        seen[day] = kind
    return HolidayChanges(
        holidays=frozenset(day for day, kind in seen.items() if kind == "libur"),
        working=frozenset(day for day, kind in seen.items() if kind == "kerja"),
    )


def _parsed(words: str, name: str, number: int) -> tuple[date, str]:
    match = _LINE.fullmatch(words)
    if match is None:
        raise HolidayFileError(
            "{name}, line {line}: must be a date, libur or kerja, and a reason, "
            "as in: 2026-12-24 libur Cuti bersama",
            number,
            name=name,
        )
    try:
        return date.fromisoformat(match[1]), match[2]
    except ValueError:
        raise HolidayFileError(
            "{name}, line {line}: the calendar has no such day.", number, name=name
        ) from None


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise HolidayFileError("{path} cannot be read: {reason}.", path=path, reason=error.strerror) from None
    if len(data) > MAX_FILE_BYTES:
        raise HolidayFileError("{path} is larger than {size} bytes.", path=path, size=MAX_FILE_BYTES)
    try:
        return data.decode("utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise HolidayFileError(
            "{name}, line {line}: is not written in UTF-8.", number, name=path.name
        ) from None


@functools.cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("ID", years=year))


class DeadlineConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `deadlines`. The office's times count in working days, the reporter's in days.

    `holidays` is the file that `store.domain.deadlines` describes.
    """

    acknowledge_working_days: Days = 3
    verify_working_days: Days = 5
    answer_days: Annotated[int, Meta(ge=1, le=MOST_ANSWER_DAYS)] = 30
    feedback_days: Days = 30
    close_working_days: Days = 75
    holidays: Path | None = None

    def open(self) -> "Deadlines":
        """Return the deadlines for this process, or raise `HolidayFileError` if the file cannot be used."""
        return Deadlines(self)


class Deadlines:
    """A thread-safe calculator of last days. It reads the file of holidays again when that has changed.

    A file that is damaged while the process runs changes nothing: the last good calendar stays in use, and the log says
    so once. Each last day is on or after the day from which it counts.
    """

    def __init__(self, config: DeadlineConfig) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._stamp = _stamp(config.holidays)
        self._calendar = _calendar(config.holidays)

    def acknowledge_by(self, received: date) -> date:
        """Return the last day for telling the reporter that the report arrived."""
        return self.calendar().after(received, self._config.acknowledge_working_days)

    def verify_by(self, entered: date) -> date:
        """Return the last day for verifying, from the day on which the case came to that stage."""
        return self.calendar().after(entered, self._config.verify_working_days)

    def answer_by(self, asked: date) -> date:
        """Return the last day for the reporter's answer to a question."""
        return days_after(asked, self._config.answer_days)

    def feedback_by(self, asked: date) -> date:
        """Return the last day for telling the reporter what became of the report, once they have asked."""
        return days_after(asked, self._config.feedback_days)

    def return_day(self, today: date, stage: Stage, due: date | None) -> date | None:
        """Return the day on which a reporter should look in again; None when nothing more is expected of the office.

        That is the day by which the office must act, if it is still to come: the office cannot tell a reporter later.
        It is never later than half the time for an answer, so that a question asked tomorrow is seen in time.
        """
        if due is None and stage in CLOSED:
            return None
        latest = today + (self.answer_by(today) - today) / 2
        if due is None:
            return latest
        soonest = due if due > today else today + _WEEK
        return min(soonest, max(latest, today + timedelta(days=1)))

    def close_by(self, received: date) -> date:
        """Return the last day for concluding the case."""
        return self.calendar().after(received, self._config.close_working_days)

    def calendar(self) -> Calendar:
        """Return the calendar as the office has it now."""
        path = self._config.holidays
        if path is None:
            return self._calendar
        with self._lock:
            stamp = _stamp(path)  # before reading: a file written meanwhile has another stamp
            if stamp != self._stamp:
                self._stamp = stamp
                self._read_again(path)
            return self._calendar

    def _read_again(self, path: Path) -> None:
        try:
            self._calendar = _calendar(path)
        except HolidayFileError as error:
            place = "" if error.line is None else f" (line {error.line})"
            _logger.warning("The file of holidays cannot be used%s; the last good one stays in force.", place)


def disclosed_by(asked: date) -> date:
    """Return the last day on which an identity request of this day may be granted."""
    return days_after(asked, REQUEST_DAYS)


def _calendar(path: Path | None) -> Calendar:
    return Calendar(HolidayChanges() if path is None else read_changes(path))


def _stamp(path: Path | None) -> _Stamp:
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
