"""Statistics records of made-up cases, told by the days on which they came to their stages."""

from datetime import date

from journalist_interface.statistics.records import CaseStatistics
from store.domain.stages import Stage
from store.domain.statistics import StageDay, StatisticsRecord

TODAY = date(2026, 11, 25)


def told(number: int, *stages: tuple[Stage, date], **said: object) -> StatisticsRecord:
    """Return the record of a case that came to these stages on these days."""
    days = tuple(StageDay(stage, day) for stage, day in stages)
    values = {"anonymous": True} | said
    return StatisticsRecord(f"{number:032x}", "sari", TODAY, len(stages), days, **values)  # type: ignore[arg-type]


def counted(*records: StatisticsRecord, **said: object) -> list[CaseStatistics]:
    """Return what a workstation read of these records."""
    return [CaseStatistics(record.case, record, None, **said) for record in records]  # type: ignore[arg-type]
