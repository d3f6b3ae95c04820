"""Periods of the figures, and the period before each."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from journalist_interface.statistics.periods import Period, PeriodError, PeriodKind, listed_periods


@pytest.mark.parametrize(
    ("code", "first", "last", "before"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2025"),
        ("2026-q1", date(2026, 1, 1), date(2026, 3, 31), "2025-q4"),
        ("2026-q4", date(2026, 10, 1), date(2026, 12, 31), "2026-q3"),
        ("2026-01", date(2026, 1, 1), date(2026, 1, 31), "2025-12"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-01"),
    ],
)
def test_a_period_has_whole_months_and_follows_the_one_before(
    code: str, first: date, last: date, before: str
) -> None:
    period = Period.parse(code)
    assert (period.first, period.last, period.code) == (first, last, code)
    found = period.before()
    assert found is not None
    assert found.code == before
    assert (found.last.toordinal() + 1, found.kind) == (first.toordinal(), period.kind)


@pytest.mark.parametrize(
    "code", ["", "26", "2026-q5", "2026-q0", "2026-13", "2026-00", "0000", "9999", "2026-q1 ", "٢٠٢٦"]
)
def test_what_is_no_period_is_refused(code: str) -> None:
    with pytest.raises(PeriodError):
        Period.parse(code)


@given(st.dates(), st.dates())
@example(date(1, 1, 2), date(1, 1, 2))
def test_days_between_two_have_as_many_days_before_them(one: date, other: date) -> None:
    period = Period.between(min(one, other), max(one, other))
    before = period.before()
    if before is not None:
        assert (before.days, before.kind) == (period.days, PeriodKind.BETWEEN)
        assert before.last.toordinal() + 1 == period.first.toordinal()
    else:
        assert period.first.toordinal() <= period.days


def test_days_the_wrong_way_round_are_no_period() -> None:
    with pytest.raises(PeriodError):
        Period.between(date(2026, 2, 2), date(2026, 2, 1))


def test_the_periods_to_choose_from_begin_with_the_first_report_and_end_today() -> None:
    found = [period.code for period in listed_periods(date(2025, 11, 20), date(2026, 2, 3))]
    assert found == ["2026", "2025", "2026-q1", "2025-q4", "2026-02", "2026-01", "2025-12", "2025-11"]
