"""Leadership's figures: what a period counts, and how all cases stand."""

from datetime import date, timedelta

from journalist_interface.statistics.period_figures import Acknowledged, Age, Stay, figures, standing
from journalist_interface.statistics.periods import Period
from journalist_interface.statistics.records import CaseStatistics
from store.domain.stages import Stage
from store.domain.statistics import StatisticsRecord
from tests.journalist_interface.statistics.figure_records import TODAY, told

YEAR = Period.year(2026)


def in_three_days(received: date) -> date:
    return received + timedelta(days=3)


def case(number: int, *stages: Stage, due: date | None = None, **said: object) -> CaseStatistics:
    record = told(number, *((stage, date(2026, 1, 1 + at)) for at, stage in enumerate(stages)), **said)
    return CaseStatistics(record.case, record, due)


def test_each_case_counts_once_in_how_all_stand() -> None:
    found = standing(
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


def test_without_a_case_everything_is_zero() -> None:
    found = standing([], TODAY)
    assert (found.total, found.open, found.overdue) == (0, 0, 0)
    empty = figures([], YEAR, in_three_days, TODAY)
    assert (empty.received, empty.total_stay, empty.stays) == (0, None, {})


def records() -> list[StatisticsRecord]:
    return [
        told(
            1,
            (Stage.RECEIVED, date(2026, 1, 10)),
            (Stage.VERIFICATION, date(2026, 1, 13)),
            (Stage.REVIEW, date(2026, 1, 23)),
            (Stage.DELIBERATION, date(2026, 2, 2)),
            (Stage.CONCLUDED, date(2026, 2, 3)),
            category="fraud",
            outcome="proven",
            anonymous=False,
        ),
        told(
            2,
            (Stage.RECEIVED, date(2025, 12, 30)),
            (Stage.VERIFICATION, date(2026, 1, 20)),
            (Stage.ARCHIVED, date(2026, 1, 21)),
            category="ethics",
            archive_reason="unclear",
        ),
        told(3, (Stage.RECEIVED, date(2026, 11, 24)), category="fraud", threat=True),
        told(4, (Stage.RECEIVED, date(2026, 2, 1))),
    ]


def test_a_report_counts_in_the_period_in_which_it_came_and_in_the_one_in_which_it_was_closed() -> None:
    year, before = (figures(records(), period, in_three_days, TODAY) for period in (YEAR, Period.year(2025)))
    assert (year.received, year.anonymous, year.threats) == (3, 2, 1)
    assert year.categories == {"fraud": 2, "": 1}
    assert year.concluded == {("fraud", "proven"): 1}
    assert year.archive_reasons == {"unclear": 1}
    assert (before.received, before.concluded, before.archive_reasons) == (1, {}, {})
    assert before.categories == {"ethics": 1}


def test_a_case_that_was_opened_again_is_closed_no_more() -> None:
    again = told(
        1,
        (Stage.RECEIVED, date(2026, 1, 1)),
        (Stage.ARCHIVED, date(2026, 1, 9)),
        (Stage.VERIFICATION, date(2026, 3, 1)),
    )
    found = figures([again], YEAR, in_three_days, TODAY)
    assert (found.archive_reasons, found.total_stay) == ({}, None)
    assert found.open_by_age == {Age.YEAR: 1}
    assert Stage.ARCHIVED not in found.stays, "a closed case waits for nobody"


def test_the_first_move_says_whether_a_report_was_acknowledged_in_time() -> None:
    found = figures(records(), YEAR, in_three_days, TODAY)
    assert found.acknowledged == {Acknowledged.IN_TIME: 1, Acknowledged.WAITING: 1, Acknowledged.LATE: 1}
    before = figures(records(), Period.year(2025), in_three_days, TODAY)
    assert before.acknowledged == {Acknowledged.LATE: 1}


def test_days_in_a_stage_count_in_the_period_in_which_it_was_left() -> None:
    found = figures(records(), Period.month(2026, 1), in_three_days, TODAY)
    assert found.stays == {Stage.RECEIVED: Stay(2, 12, 21), Stage.VERIFICATION: Stay(2, 5.5, 10)}
    assert found.total_stay == Stay(1, 22, 22)


def test_nine_of_ten_cases_are_within_the_ninetieth_percentile() -> None:
    start = date(2026, 1, 1)
    moved = [
        told(days, (Stage.RECEIVED, start), (Stage.VERIFICATION, start + timedelta(days=days)))
        for days in range(1, 21)
    ]
    assert figures(moved, YEAR, in_three_days, TODAY).stays == {Stage.RECEIVED: Stay(20, 10.5, 18)}


def test_what_was_open_is_told_as_it_stood_at_the_end_of_the_period() -> None:
    january = figures(records(), Period.month(2026, 1), in_three_days, TODAY)
    assert january.open_by_age == {Age.MONTH: 1}
    year = figures(records(), YEAR, in_three_days, TODAY)
    assert year.open_by_age == {Age.MONTH: 1, Age.YEAR: 1}
    assert figures(records(), Period.year(2025), in_three_days, TODAY).open_by_age == {Age.MONTH: 1}
