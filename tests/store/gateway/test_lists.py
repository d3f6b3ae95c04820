"""Lists show what is asked for: a stage, one's own, what is overdue by the office's day, what is unread."""

import msgspec

from crypto.event import Action, Part
from store.contract.messages import CasePage, ReplySubmission
from tests.acts import CONTENT, act
from tests.store.conftest import ON_BOTH
from tests.store.gateway.conftest import Desk, assert_refused

pytestmark = ON_BOTH


def listed(desk: Desk, query: str, person: str = "sari") -> list[str]:
    answer = desk.of(person).get(f"/v1/cases{query}")
    assert answer.status_code == 200
    return [row.case for row in msgspec.json.decode(answer.data, type=CasePage).cases]


def test_each_filter_is_found_by_its_name_and_the_rows_say_the_same(desk: Desk) -> None:
    other = Desk(desk.office, desk.office.report(), desk.signed_in, desk.clients)
    first, second = desk.case.case, other.case.case
    assert set(listed(desk, "")) == {first, second}
    assert listed(desk, "?overdue=true") == []
    desk.does("sari", act(Action.MOVE, target="verification"), act(Action.TAKE, person="sari"))
    assert listed(desk, "?stage=verification") == [first]
    assert listed(desk, "?stage=received&unread=true") == [second]
    assert listed(desk, "?mine=true") == [first]
    assert listed(desk, "?mine=true", "budi") == []
    assert listed(desk, "?mine=false&overdue=false&unread=false") == listed(desk, "")
    other.case.seeks("threat")
    assert listed(desk, "") == [second, first]  # what is sought comes first
    desk.office.move(days=8)
    desk.clients.clear()
    assert first in listed(desk, "?overdue=true")
    desk.does(
        "sari",
        act(Action.MOVE, target="archived", content=CONTENT, entry=2),
        reply=ReplySubmission(2, b"envelope", b"sealed"),
    )
    assert first not in listed(desk, "?overdue=true")
    row = desk.row("sari")
    assert row is not None
    assert (row.due, row.part, row.stage) == (None, Part.OFFICER, "archived")


def test_what_no_list_knows_is_refused(desk: Desk) -> None:
    for query in ("?stage=elsewhere", "?mine=perhaps", "?stage=review&stage=archived", "?x=1"):
        assert_refused(desk.of("sari").get(f"/v1/cases{query}"), 422, "invalid")
