"""More time is offered only where there is a day to choose."""

from dataclasses import replace

import pytest

from journalist_interface.actions.table import offered
from journalist_interface.actions.work import Work
from store.domain.deadlines import DeadlineConfig
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.staged_cases import reviewed
from tests.office import TestOffice


@pytest.mark.parametrize(("working_days", "is_offered"), [(75, True), (200, False)])
def test_more_time_is_offered_unless_the_first_deadline_is_later_than_any_day_that_may_be_chosen(
    busy_office: TestOffice, workstations: HeadlessWorkstations, working_days: int, *, is_offered: bool
) -> None:
    sari = workstations.of("sari")
    file = sari.work(reviewed(busy_office, sari).case).file
    deadlines = DeadlineConfig(close_working_days=working_days).open()
    work = Work(replace(sari.services, deadlines=deadlines), sari.officer, file)
    assert ("extend" in {action.name for action in offered(work.standpoint)}) is is_offered
