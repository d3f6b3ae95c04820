"""The first table of statistics: what it adds up."""

from datetime import date

from journalist_interface.statistics import CaseStatistics, counted
from store.domain.stages import Stage
from store.domain.statistics import StageDay, StatisticsRecord

TODAY = date(2026, 11, 25)


def case(number: int, *stages: Stage, due: date | None = None, **said: object) -> CaseStatistics:
    name = f"{number:032x}"
    days = tuple(StageDay(stage, date(2026, 1, 1 + at)) for at, stage in enumerate(stages))
    values = {"anonymous": True} | said
    record = StatisticsRecord(name, "sari", TODAY, len(stages), days, **values)  # type: ignore[arg-type]
    return CaseStatistics(name, record, due)


def test_each_case_counts_once_in_every_table() -> None:
    found = counted(
        [
            case(1, Stage.RECEIVED, due=date(2026, 11, 24), category="fraud", threat=True),
            case(2, Stage.RECEIVED, Stage.VERIFICATION, due=TODAY, category="fraud", anonymous=False),
            case(3, Stage.RECEIVED, Stage.ARCHIVED, due=date(2026, 1, 2), archive_reason="unclear"),
            case(4, Stage.DELIBERATION, Stage.CONCLUDED, category="ethics", outcome="proven"),
            CaseStatistics("f" * 32, None, date(2026, 1, 1)),
        ],
        TODAY,
    )
    assert (found.total, found.unproven, found.anonymous, found.threats) == (4, 1, 3, 1)
    assert (found.open, found.overdue) == (2, 1)
    assert found.stages == {"received": 1, "verification": 1, "archived": 1, "concluded": 1}
    assert found.categories == {"fraud": 2, "": 1, "ethics": 1}
    assert found.archive_reasons == {"unclear": 1}
    assert found.outcomes == {"proven": 1}
    assert found.years == {2026: 4}


def test_without_a_case_everything_is_zero() -> None:
    found = counted([], TODAY)
    assert (found.total, found.open, found.overdue) == (0, 0, 0)
