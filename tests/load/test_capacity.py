"""A moment of the office's busiest day; `python -m tests.load capacity` measures minutes of it."""

import pytest

from tests.load.capacity import Capacity, measure
from tests.office import TestOffice

pytestmark = [pytest.mark.timeout(600), pytest.mark.thorough]


def test_reports_with_files_and_officers_at_work_get_through_beside_each_other(office: TestOffice) -> None:
    reports, request = measure(office, Capacity(seconds=5, reporters=2, officers=3))
    assert reports.value > 0
    assert request.value > 0
