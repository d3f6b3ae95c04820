"""The figures that may leave the office: whole years, in groups of five, fixed once they were made.

A hidden number comes to light by adding up and taking away: its row's total, the year's, the issue before, the issue of
another leader, an excluded leader's own figures. Four rules leave nothing to calculate with:

- Each number is given as a group of five, `0–4`, `5–9`, and so on, and none is given exactly, nor as a sum.
- Of each table one row is never given. The groups of the others and of the total then say nothing of each other: the
  total's group begins at a multiple of five, and no lower ends of the others can add up to more.
- Only years that are over are given, each once. Reports of different years are different reports, so that no issue can
  be taken away from another. Which years can be made does not depend on the reports.
- Only what every leader of today can open is counted. So the issues of two leaders are the same, and none of them
  learns by comparing how many reports exclude them.

Whoever knows some reports of a group, having sent them, learns whether the others fill it up: no grouping prevents it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from threading import Lock
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
_KEEPING: Final = Lock()  # two years made at once: the later writing would lose the earlier
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
"""The rows of each table that are given. The row for all others stands in no issue."""
YEARS: Final = 5
"""The years that are offered, whether reports came in them or not."""

_Low = Annotated[int, Meta(ge=0, le=10_000_000, multiple_of=GROUP)]
_Year = Annotated[int, Meta(ge=1, le=9999)]


class PublicationError(KentonganError):
    """Only the last five years that are over can be published."""


class IncompleteFiguresError(KentonganError):
    """Some records are not counted, and what is published must count all of them. Read the figures again."""


class PublishedError(PinsError):
    """What was published from this workstation cannot be read. An administrator must look at it."""


class PublishedIssue(Struct, frozen=True):
    """The reports that came in one year: the lower ends of their groups, in all and by table and row.

    How cases had ended is that of 31 December, all else that of the day on which it was `made`.
    """

    year: _Year
    made: date
    received: _Low
    tables: dict[str, dict[str, _Low]]


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
        with _KEEPING:
            before = self.of(issue.year)
            if before is not None:
                return before
            write(self._path, msgspec.json.encode(_Written((*self._all(), issue))))
        return issue

    def _all(self) -> tuple[PublishedIssue, ...]:
        found = read(self._path, _Written, PublishedError)
        return () if found is None else found.issues


def publishable_years(today: date) -> list[int]:
    """Return the last years that are over, the newest first."""
    return [today.year - ago for ago in range(1, YEARS + 1)]


def make_issue(
    reading: StatisticsReading,
    leaders: Iterable[Collection[str]],
    year: int,
    acknowledge_by: AcknowledgeBy,
    today: date,
) -> PublishedIssue:
    """Return the issue of this year; raises `PublicationError` or `IncompleteFiguresError`.

    A record that does not prove itself is left out: one of them would keep every year from being published.

    `leaders` are today's, each with the identifiers of the keys to which something for them is encrypted.
    """
    if year not in publishable_years(today):
        raise PublicationError
    at = Period.year(year).last
    # What was read before the year was over lacks its last days.
    if not reading.complete or reading.day <= at:
        raise IncompleteFiguresError
    records = counted_by_all(reading.cases, leaders)
    return _published([record for record in records if came(record).year == year], at, acknowledge_by, today)


def counted_by_all(
    cases: Sequence[CaseStatistics], leaders: Iterable[Collection[str]]
) -> list[StatisticsRecord]:
    """Return the records that every leader of today can open.

    Why one cannot, the store does not say: the report excludes them, or it ended before they were a leader. To tell the
    two apart by days, which change with each decision, would show the first.
    """
    keys = [frozenset(leader) for leader in leaders]
    return [
        case.record
        for case in cases
        if case.record is not None and all(leader & case.recipients for leader in keys)
    ]


def _published(
    chosen: Sequence[StatisticsRecord], at: date, acknowledge_by: AcknowledgeBy, today: date
) -> PublishedIssue:
    found: dict[str, Counter[str | None]] = {
        CATEGORY: Counter(record.category for record in chosen),
        ORIGIN: Counter(None if record.anonymous else IDENTIFIED for record in chosen),
        THREAT: Counter(THREATENED if record.threat else None for record in chosen),
        ACKNOWLEDGED: Counter(acknowledgement(record, acknowledge_by, at).value for record in chosen),
        END: Counter(_end(record, at) for record in chosen),
    }
    return PublishedIssue(
        at.year,
        today,
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
