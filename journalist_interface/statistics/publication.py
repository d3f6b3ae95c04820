"""The figures that may leave the office: whole years, in groups of five, fixed once they were made.

A hidden number comes to light by adding up and taking away: its row's total, the year's, the issue before, the issue of
another leader, an excluded leader's own figures. Four rules leave nothing to calculate with:

- Each number is given as a group of five, `0–4`, `5–9`, and so on, and none is given exactly, nor as a sum.
- Of each table one row is never given. The groups of the others and of the total then say nothing of each other: the
  total's group begins at a multiple of five, and no lower ends of the others can add up to more.
- Only years that are over are given, as they stood on 31 December of that year, and once more a year later. Reports of
  different years are different reports, so that no issue can be taken away from another.
- Only what every leader may count is counted. So the issues of two leaders are the same, and none of them learns by
  comparing how many reports exclude them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from crypto.errors import KentonganError
from journalist_interface.statistics.period_figures import (
    AcknowledgeBy,
    Acknowledged,
    acknowledgement,
    came,
    stage_at,
)
from journalist_interface.statistics.periods import Period
from journalist_interface.statistics.records import CaseStatistics, StatisticsReading
from journalist_interface.verification.pins import PinsError, read, write
from store.domain.categories import CATEGORIES, NOT_SURE
from store.domain.fields import Struct
from store.domain.outcomes import ARCHIVE_REASONS, OUTCOMES
from store.domain.stages import CLOSED
from store.domain.statistics import StatisticsRecord

GROUP: Final = 5
_FILE: Final = "published"
CATEGORY, ORIGIN, THREAT, ACKNOWLEDGED, END = "category", "origin", "threat", "acknowledged", "end"
IDENTIFIED: Final = "identified"
THREATENED: Final = "threatened"
ROWS: Final = {
    CATEGORY: tuple(choice.code for choice in CATEGORIES if choice.code != NOT_SURE),
    ORIGIN: (IDENTIFIED,),
    THREAT: (THREATENED,),
    ACKNOWLEDGED: (Acknowledged.IN_TIME.value,),
    END: tuple(choice.code for choice in (*OUTCOMES, *ARCHIVE_REASONS)),
}
"""The rows of each table that are given; the last one, for all others, never is."""

_Low = Annotated[int, Meta(ge=0, le=10_000_000, multiple_of=GROUP)]
_Year = Annotated[int, Meta(ge=1, le=9999)]


class PublicationError(KentonganError):
    """Only years that are over can be published."""


class IncompleteFiguresError(KentonganError):
    """Some records are not counted, and what is published must count all of them. Read the figures again."""


class PublishedError(PinsError):
    """What was published from this workstation cannot be read. An administrator must look at it."""


class PublishedYear(Struct, frozen=True):
    """The reports that came in one year: the lower ends of their groups, in all and by table and row."""

    year: _Year
    received: _Low
    tables: dict[str, dict[str, _Low]]


class PublishedIssue(Struct, frozen=True):
    """One issue: a year as it stood at its end, the year before as it stood on the same day, and when it was made."""

    year: _Year
    made: date
    years: tuple[PublishedYear, ...]


class _Written(Struct, frozen=True):
    issues: tuple[PublishedIssue, ...]
    version: Annotated[int, Meta(ge=1, le=1)] = 1


class PublishedIssues:
    """The issues that were made at this workstation, in one file."""

    def __init__(self, state: Path) -> None:
        self._path = state / _FILE

    def of(self, year: int) -> PublishedIssue | None:
        """Return the issue of this year, if it was made before."""
        return next((issue for issue in self._all() if issue.year == year), None)

    def keep(self, issue: PublishedIssue) -> PublishedIssue:
        """Keep and return the issue, or return the one that was made before: a year is published once."""
        before = self.of(issue.year)
        if before is not None:
            return before
        write(self._path, msgspec.json.encode(_Written((*self._all(), issue))))
        return issue

    def _all(self) -> tuple[PublishedIssue, ...]:
        found = read(self._path, _Written, PublishedError)
        return () if found is None else found.issues


def publishable_years(records: Iterable[StatisticsRecord], today: date) -> list[int]:
    """Return the years that are over and in which reports came, the newest first."""
    return sorted({came(record).year for record in records if came(record).year < today.year}, reverse=True)


def make_issue(
    reading: StatisticsReading,
    leaders: Iterable[Collection[str]],
    year: int,
    acknowledge_by: AcknowledgeBy,
    today: date,
) -> PublishedIssue:
    """Return the issue of this year; raises `PublicationError` or `IncompleteFiguresError`.

    `leaders` are today's, each with the identifiers of the keys to which something for them is encrypted.
    """
    if not 1 < year < today.year:
        raise PublicationError
    at = Period.year(year).last
    # What was read before the year was over lacks its last days.
    if not reading.complete or reading.day <= at or any(case.record is None for case in reading.cases):
        raise IncompleteFiguresError
    records = counted_by_all(reading.cases, leaders)
    return PublishedIssue(
        year, today, tuple(_published(records, of, at, acknowledge_by) for of in (year, year - 1))
    )


def counted_by_all(
    cases: Sequence[CaseStatistics], leaders: Iterable[Collection[str]]
) -> list[StatisticsRecord]:
    """Return the records that no leader of today is kept from.

    A leader is kept from a record if it is not encrypted to them although one of that day, or of an earlier one, is:
    before that they were no leader yet.
    """
    good = [(case, case.record) for case in cases if case.record is not None]
    kept_from: set[str] = set()
    for keys in map(frozenset, leaders):
        mine = {case.case for case, _record in good if keys & case.recipients}
        first = min((record.day for case, record in good if case.case in mine), default=date.max)
        kept_from |= {case.case for case, record in good if case.case not in mine and record.day >= first}
    return [record for case, record in good if case.case not in kept_from]


def _published(
    records: Iterable[StatisticsRecord], year: int, at: date, acknowledge_by: AcknowledgeBy
) -> PublishedYear:
    chosen = [record for record in records if came(record).year == year]
    found: dict[str, Counter[str | None]] = {
        CATEGORY: Counter(record.category for record in chosen),
        ORIGIN: Counter(None if record.anonymous else IDENTIFIED for record in chosen),
        THREAT: Counter(THREATENED if record.threat else None for record in chosen),
        ACKNOWLEDGED: Counter(acknowledgement(record, acknowledge_by, at).value for record in chosen),
        END: Counter(_end(record, at) for record in chosen),
    }
    return PublishedYear(
        year,
        _low(len(chosen)),
        {table: {code: _low(found[table][code]) for code in codes} for table, codes in ROWS.items()},
    )


def _end(record: StatisticsRecord, at: date) -> str | None:
    """Return how the case had ended by that day; None if it was open then, or was opened again since."""
    if stage_at(record, at) not in CLOSED or record.stages[-1].day > at:
        return None
    return record.outcome or record.archive_reason


def _low(number: int) -> int:
    return number - number % GROUP
