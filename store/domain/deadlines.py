"""The office's deadlines: how long each takes, and the day on which it ends."""

import logging
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from store.domain.stages import CLOSED, Stage
from store.domain.working_days import Calendar, HolidayChanges, HolidayFileError, read_changes

_logger: Final = logging.getLogger("kentongan")

Days = Annotated[int, Meta(ge=1, le=3650)]
_WEEK: Final = timedelta(days=7)
MOST_ANSWER_DAYS: Final = 366  # a question that waits for ever would keep a case from every deadline
REQUEST_DAYS: Final = (
    14  # the officer who asked for an identity may have left the case since, which no custodian can see
)
# A file's time, size and inode, which tell a changed file from the one that was read; None for no file.
_Stamp = tuple[int, int, int] | None


class DeadlineConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `deadlines`. The office's times count in working days, the reporter's in days.

    `holidays` is the file that `store.domain.working_days` describes.
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
        return asked + timedelta(days=self._config.answer_days)

    def feedback_by(self, asked: date) -> date:
        """Return the last day for telling the reporter what became of the report, once they have asked."""
        return asked + timedelta(days=self._config.feedback_days)

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
    return asked + timedelta(days=REQUEST_DAYS)


def _calendar(path: Path | None) -> Calendar:
    return Calendar.indonesian(HolidayChanges() if path is None else read_changes(path))


def _stamp(path: Path | None) -> _Stamp:
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
