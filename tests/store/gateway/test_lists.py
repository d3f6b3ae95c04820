"""Lists show what is asked for: a stage, one's own, what is overdue by the office's day, what is unread."""

import msgspec

from store.api.messages import CasePage, ReplySubmission
from store.domain.event import CaseRole, EventKind
from tests import stand_ins
from tests.signed_events import CONTENT, drafted
from tests.store.conftest import ON_BOTH
from tests.store.gateway.conftest import GatewayHandling, assert_refused

pytestmark = ON_BOTH


def listed(handling: GatewayHandling, query: str, person: str = "sari") -> list[str]:
    answer = handling.of(person).get(f"/v1/cases{query}")
    assert answer.status_code == 200
    return [row.case for row in msgspec.json.decode(answer.data, type=CasePage).cases]


def test_each_filter_is_found_by_its_name_and_the_rows_say_the_same(handling: GatewayHandling) -> None:
    other = GatewayHandling(handling.office, handling.office.report(), handling.signed_in, handling.clients)
    first, second = handling.case.case, other.case.case
    assert set(listed(handling, "")) == {first, second}
    assert listed(handling, "?overdue=true") == []
    handling.does(
        "sari", drafted(EventKind.MOVE, target="verification"), drafted(EventKind.TAKE, person="sari")
    )
    assert listed(handling, "?stage=verification") == [first]
    assert listed(handling, "?stage=received&unread=true") == [second]
    assert listed(handling, "?mine=true") == [first]
    assert listed(handling, "?mine=true", "budi") == []
    assert listed(handling, "?mine=false&overdue=false&unread=false") == listed(handling, "")
    other.case.seeks("threat")
    assert listed(handling, "") == [second, first]  # what needs attention comes first
    handling.office.move(days=8)
    handling.clients.clear()
    assert first in listed(handling, "?overdue=true")
    handling.does(
        "sari",
        drafted(EventKind.MOVE, target="archived", content=CONTENT, entry=2),
        reply=ReplySubmission(2, stand_ins.message(), stand_ins.sealed()),
    )
    assert first not in listed(handling, "?overdue=true")
    row = handling.row("sari")
    assert row is not None
    assert (row.due, row.part, row.stage) == (None, CaseRole.OFFICER, "archived")


def test_what_no_list_knows_is_refused(handling: GatewayHandling) -> None:
    for query in ("?stage=elsewhere", "?mine=perhaps", "?stage=review&stage=archived", "?x=1"):
        assert_refused(handling.of("sari").get(f"/v1/cases{query}"), 422, "invalid")
