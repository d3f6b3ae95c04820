"""For how long a closed case is kept, by its outcome, and on which day it is destroyed at the earliest."""

from datetime import date

import msgspec
import pytest

from store.domain.calendar_days import months_after
from store.domain.retention import Retention, destroyed_after
from store.domain.stages import Stage

DAY = date(2026, 11, 25)
OFFICE = Retention(proven=120, partly_proven=96, not_proven=24, insufficient_evidence=36, archived=12)


@pytest.mark.parametrize(
    ("stage", "outcome", "until"),
    [
        (Stage.CONCLUDED, "proven", date(2036, 11, 25)),
        (Stage.CONCLUDED, "partly-proven", date(2034, 11, 25)),
        (Stage.CONCLUDED, "not-proven", date(2028, 11, 25)),
        (Stage.CONCLUDED, "insufficient-evidence", date(2029, 11, 25)),
        (Stage.CONCLUDED, None, date(2036, 11, 25)),
        (Stage.CONCLUDED, "a later version's", date(2036, 11, 25)),
        (Stage.ARCHIVED, None, date(2027, 11, 25)),
        (Stage.ARCHIVED, "proven", date(2027, 11, 25)),
    ],
)
def test_each_outcome_has_its_period_and_an_unknown_one_the_longest(
    stage: Stage, outcome: str | None, until: date
) -> None:
    assert OFFICE.kept_until(stage, outcome, DAY) == until
    assert OFFICE.shortest_until(stage, DAY) <= until <= OFFICE.longest_until(stage, DAY)


def test_who_does_not_know_the_outcome_holds_to_the_shortest_and_reads_the_longest() -> None:
    assert OFFICE.shortest_until(Stage.CONCLUDED, DAY) == date(2028, 11, 25)
    assert OFFICE.longest_until(Stage.CONCLUDED, DAY) == date(2036, 11, 25)
    assert OFFICE.shortest_until(Stage.ARCHIVED, DAY) == OFFICE.longest_until(Stage.ARCHIVED, DAY)


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(9999, 12, 1), 1, date.max),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int, found: date
) -> None:
    assert months_after(day, months) == found


def test_seven_days_pass_between_the_second_signature_and_the_destruction() -> None:
    assert destroyed_after(DAY) == date(2026, 12, 2)
    assert destroyed_after(date.max) == date.max


@pytest.mark.parametrize("months", [0, -1, 601])
def test_no_period_is_empty_or_without_end(months: int) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"archived": months}, Retention)
