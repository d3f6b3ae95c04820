"""What waits is counted without reading a case: what no officer touched, since when, and what is past its day."""

from datetime import timedelta

from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision
from store.cases.waiting import WaitingCases, waiting_cases
from store.domain.deadlines import DeadlineConfig
from store.engine.database import Database
from tests.clocks import MovableClock
from tests.some_roster import SOME_ROSTER
from tests.store.cases.test_two_at_once import move
from tests.store.conftest import CaseMaker


def test_an_empty_store_waits_for_nothing(database: Database, time: MovableClock) -> None:
    assert waiting_cases(database, time.clock.today()) == WaitingCases(0, None, 0)


def test_the_oldest_case_that_no_officer_touched_and_those_past_their_day_are_told(
    database: Database, make_case: CaseMaker, time: MovableClock
) -> None:
    first = make_case(due=time.clock.today() + timedelta(days=1))
    time.move(days=1)
    second = make_case(due=time.clock.today() + timedelta(days=9))
    today = time.clock.today()
    assert waiting_cases(database, today) == WaitingCases(2, first.day, 0)
    assert waiting_cases(database, today + timedelta(days=1)) == WaitingCases(2, first.day, 1)
    decision = NewDecision(first.case, "sari", today, move(database, first.case, "sari", today), SOME_ROSTER)
    append_decision(database, decision, DeadlineConfig().open())
    found = waiting_cases(database, today)
    assert (found.untouched, found.since) == (1, second.day)
