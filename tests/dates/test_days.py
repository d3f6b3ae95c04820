"""The days on which the tests are run again."""

from datetime import UTC, date, timedelta

import pytest

from tests.clocks import TODAY
from tests.dates.days import DAYS


def test_the_days_are_the_ones_that_matter() -> None:
    found = {name: find(TODAY) for name, find in DAYS.items()}
    assert found["saturday"].strftime("%A") == "Saturday"
    assert (found["year-end"].month, found["year-end"].day) == (12, 31)
    assert (found["leap-day"].month, found["leap-day"].day) == (2, 29)
    assert found["leap-day"].astimezone(UTC).day == 28
    assert timedelta(days=5 * 365) < found["five-years-on"].date() - TODAY < timedelta(days=6 * 365)
    assert all(day.date() > TODAY for day in found.values())


@pytest.mark.parametrize("name", list(DAYS))
def test_a_day_is_reached_from_any_other(name: str) -> None:
    for today in (date(2026, 12, 31), date(2028, 2, 28), date(2028, 2, 29), date(2027, 1, 2)):
        assert DAYS[name](today).date() > today
