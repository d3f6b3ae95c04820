"""A small flood of alike reports; `python -m tests.load spam` is the large one."""

import pytest

from tests.load.spam import Flood, measure
from tests.office import TestOffice

# Its short form is test_alike_reports.
pytestmark = [pytest.mark.timeout(600), pytest.mark.thorough, pytest.mark.browser]
REPORTS = 30


def test_alike_reports_are_gone_in_ten_clicks_although_the_workstation_dies_meanwhile_and_no_honest_one_is(
    office: TestOffice,
) -> None:
    clicks, minutes = measure(office, Flood(REPORTS, kill=0.3))
    assert clicks.verdict == "holds"
    assert minutes.value
