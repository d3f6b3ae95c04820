"""The figures of a period: added up from records that were verified before.

Reports count in the period in which they came. Their category, and whether a threat was reported, are those of today.
What was concluded or archived counts in the period in which that happened last: a case that was opened again counts no
more until it is closed anew.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from journalist_interface.statistics.periods import Period
from journalist_interface.statistics.records import CaseStatistics
from store.domain.stages import CLOSED, Stage
from store.domain.statistics import StatisticsRecord

AcknowledgeBy = Callable[[date], date]
"""A function that gives the last day for acknowledging what came on a day."""


class Acknowledged(StrEnum):
    """The ways in which a report was acknowledged."""

    IN_TIME = "in-time"
    LATE = "late"
    WAITING = "waiting"  # not yet, and its last day has not passed


class Age(StrEnum):
    """The ages of open cases."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"
    LONGER = "longer"


_AGES: Final = ((30, Age.MONTH), (90, Age.QUARTER), (180, Age.HALF_YEAR), (365, Age.YEAR))


@dataclass(frozen=True, slots=True)
class Stay:
    """The days that cases stood in a stage that they left in the period: how many, median, ninetieth percentile."""

    cases: int
    median: float
    ninetieth: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one period. Codes are those of the records; the empty code stands for none.

    `open_by_age` is at the end of the period, or today while it runs. `concluded` is by category and outcome.
    `total_stay` is from receipt to the end, of what was closed.
    """

    period: Period
    received: int
    anonymous: int
    threats: int
    acknowledged: Mapping[Acknowledged, int]
    categories: Mapping[str, int]
    stays: Mapping[Stage, Stay]
    total_stay: Stay | None
    open_by_age: Mapping[Age, int]
    concluded: Mapping[tuple[str, str], int]
    archive_reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """The cases as they stand today. Records that are `unproven`, or over which GnuPG failed, count nowhere else.

    A case is overdue if it is not closed and its day has passed, by the store's word.
    """

    total: int
    unproven: int
    unprocessable: int
    anonymous: int
    threats: int
    overdue: int
    open: int
    stages: Counter[str]


def standing(cases: Iterable[CaseStatistics], today: date) -> Standing:
    """Return how all cases stand."""
    found = list(cases)
    good = [(case, case.record) for case in found if case.record is not None]
    records = [record for _case, record in good]
    return Standing(
        total=len(records),
        unproven=sum(case.record is None and not case.unprocessable for case in found),
        unprocessable=sum(case.unprocessable for case in found),
        anonymous=sum(record.anonymous for record in records),
        threats=sum(record.threat for record in records),
        overdue=sum(_is_late(case, record, today) for case, record in good),
        open=sum(_stage(record) not in CLOSED for record in records),
        stages=Counter(_stage(record).value for record in records),
    )


def figures(
    records: Iterable[StatisticsRecord], period: Period, acknowledge_by: AcknowledgeBy, today: date
) -> Figures:
    """Return the figures of this period."""
    every = list(records)
    received = [record for record in every if period.holds(came(record))]
    closed = [record for record in every if _stage(record) in CLOSED and period.holds(record.stages[-1].day)]
    concluded = [record for record in closed if _stage(record) is Stage.CONCLUDED]
    archived = [record for record in closed if _stage(record) is Stage.ARCHIVED]
    end = min(period.last, today)
    return Figures(
        period=period,
        received=len(received),
        anonymous=sum(record.anonymous for record in received),
        threats=sum(record.threat for record in received),
        acknowledged=Counter(acknowledgement(record, acknowledge_by, today) for record in received),
        categories=Counter(record.category or "" for record in received),
        stays=_stays(every, period),
        total_stay=_stay([(record.stages[-1].day - came(record)).days for record in closed]),
        open_by_age=Counter(_age((end - came(record)).days) for record in every if is_open(record, end)),
        concluded=Counter((record.category or "", record.outcome or "") for record in concluded),
        archive_reasons=Counter(record.archive_reason or "" for record in archived),
    )


def came(record: StatisticsRecord) -> date:
    """Return the day on which the report came."""
    return record.stages[0].day


def acknowledgement(record: StatisticsRecord, acknowledge_by: AcknowledgeBy, at: date) -> Acknowledged:
    """Return how the report was acknowledged, as it stood at the end of a day: its first move says when."""
    until = acknowledge_by(came(record))
    moved = next((step.day for step in record.stages[1:] if step.day <= at), None)
    if moved is None:
        return Acknowledged.WAITING if at <= until else Acknowledged.LATE
    return Acknowledged.IN_TIME if moved <= until else Acknowledged.LATE


def stage_at(record: StatisticsRecord, day: date) -> Stage | None:
    """Return the stage in which the case stood at the end of a day; None before it came."""
    return next((step.stage for step in reversed(record.stages) if step.day <= day), None)


def is_open(record: StatisticsRecord, day: date) -> bool:
    """Return whether the case was there and not closed at the end of a day."""
    stage = stage_at(record, day)
    return stage is not None and stage not in CLOSED


def _stage(record: StatisticsRecord) -> Stage:
    return record.stages[-1].stage


def _is_late(case: CaseStatistics, record: StatisticsRecord, today: date) -> bool:
    return _stage(record) not in CLOSED and case.due is not None and case.due < today


def _age(days: int) -> Age:
    return next((age for most, age in _AGES if days <= most), Age.LONGER)


def _stays(records: Iterable[StatisticsRecord], period: Period) -> dict[Stage, Stay]:
    found: dict[Stage, list[int]] = {}
    for record in records:
        for step, following in zip(record.stages, record.stages[1:], strict=False):
            if step.stage not in CLOSED and period.holds(following.day):
                found.setdefault(step.stage, []).append((following.day - step.day).days)
    stays = {stage: _stay(days) for stage, days in found.items()}
    return {stage: stay for stage, stay in stays.items() if stay is not None}


def _stay(days: Sequence[int]) -> Stay | None:
    if not days:
        return None
    ordered = sorted(days)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    # The nearest rank: a number of days that a case really took.
    return Stay(len(ordered), middle, ordered[math.ceil(0.9 * len(ordered)) - 1])
