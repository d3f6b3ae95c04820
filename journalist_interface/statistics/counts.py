"""The first table of figures, from statistics records that proved themselves."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from journalist_interface.verification.case_figures import CaseFigures
from store.domain.stages import CLOSED, Stage
from store.domain.statistics import StatisticsRecord


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of cases. The counters are by code, `years` by the year of receipt.

    Records that are `unproven`, or over which GnuPG failed (`unprocessable`), count nowhere else.
    """

    total: int
    unproven: int
    unprocessable: int
    anonymous: int
    threats: int
    overdue: int
    open: int
    stages: Counter[str]
    categories: Counter[str]
    archive_reasons: Counter[str]
    outcomes: Counter[str]
    years: Counter[int]


def counted(cases: Iterable[CaseFigures], today: date) -> Figures:
    """Return the totals. A case is overdue if it is not closed and its day has passed, by the store's word."""
    found = list(cases)
    good = [(one, one.record) for one in found if one.record is not None]
    records = [record for _one, record in good]
    return Figures(
        total=len(records),
        unproven=sum(one.record is None and not one.unprocessable for one in found),
        unprocessable=sum(one.unprocessable for one in found),
        anonymous=sum(record.anonymous for record in records),
        threats=sum(record.threat for record in records),
        overdue=sum(_is_late(one, record, today) for one, record in good),
        open=sum(_stage(record) not in CLOSED for record in records),
        stages=Counter(_stage(record).value for record in records),
        categories=Counter(record.category or "" for record in records),
        archive_reasons=Counter(record.archive_reason for record in records if record.archive_reason),
        outcomes=Counter(record.outcome for record in records if record.outcome),
        years=Counter(record.stages[0].day.year for record in records),
    )


def _stage(record: StatisticsRecord) -> Stage:
    return record.stages[-1].stage


def _is_late(one: CaseFigures, record: StatisticsRecord, today: date) -> bool:
    return _stage(record) not in CLOSED and one.due is not None and one.due < today
