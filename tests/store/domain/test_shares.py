"""Each person has a share of a list, and what is beyond it is counted."""

from datetime import date, timedelta

from store.domain.event import CaseRole, Event, EventKind
from store.domain.shares import MOST_OF_ONE, first_of_each, proposal_share, request_share

CASE, DAY = "a" * 32, date(2026, 11, 30)


def event(actor: str, day: date) -> Event:
    return Event(CASE, 1, "0" * 64, actor, CaseRole.OFFICER, EventKind.ASK, day)


def test_a_flood_leaves_out_only_rows_of_its_own_and_they_are_counted() -> None:
    rows = [("sari", (number,), number) for number in reversed(range(10 * MOST_OF_ONE))]
    found = first_of_each([*rows, ("budi", (0,), -1)])
    assert found["sari"].rows == list(range(MOST_OF_ONE))
    assert (found["sari"].left_out, found["budi"].rows, found["budi"].left_out) == (9 * MOST_OF_ONE, [-1], 0)


def test_a_share_that_is_just_full_leaves_out_nothing() -> None:
    found = first_of_each(("sari", (number,), number) for number in range(MOST_OF_ONE))
    assert (len(found["sari"].rows), found["sari"].left_out) == (MOST_OF_ONE, 0)


def test_the_oldest_waiting_requests_come_first_and_the_newest_of_the_others() -> None:
    older, newer = event("sari", DAY - timedelta(days=1)), event("sari", DAY)

    def shares(*, answered: bool) -> list[tuple[tuple[str, bool], tuple[object, ...]]]:
        return [request_share(each, CASE, 1, answered=answered, today=DAY) for each in (older, newer)]

    (waiting, first), (same, second) = shares(answered=False)
    assert (waiting, same, first < second) == (("sari", False), ("sari", False), True)
    (over, first), (same, second) = shares(answered=True)
    assert (over, same, first > second) == (("sari", True), ("sari", True), True)


def test_a_request_that_waited_too_long_takes_no_place_of_one_that_waits() -> None:
    old = event("sari", DAY - timedelta(days=15))
    assert request_share(old, CASE, 1, answered=False, today=DAY)[0] == ("sari", True)


def test_a_row_that_is_no_event_takes_no_persons_place() -> None:
    assert request_share(None, CASE, 1, answered=False, today=DAY)[0] == ("", False)
    assert proposal_share(None, CASE)[0] == ""
    assert proposal_share(event("sari", DAY), CASE)[0] == "sari"
