"""An officer who proposes destructions without end hides no colleague's, and makes no signatory's list large."""

import msgspec

from store.api.people_asked import (
    LISTED_CONTENT_BYTES,
    MAX_REASON_BYTES,
    DestructionRequests,
    UnlistedRows,
)
from store.cases import destruction
from store.domain.event import EventKind
from store.domain.retention import DestroyedPart
from store.domain.shares import MOST_OF_ONE
from tests import stand_ins
from tests.signed_events import DraftedEvent, drafted
from tests.store.conftest import ON_BOTH
from tests.store.gateway.conftest import GatewayHandling, assert_against_procedure, assert_refused
from tests.store.gateway.ended_period import asked

pytestmark = ON_BOTH

PART = DestroyedPart(2, "message", "c" * 64)


def proposal(size: int = LISTED_CONTENT_BYTES) -> DraftedEvent:
    content = stand_ins.message(size=size)
    return drafted(EventKind.PROPOSE_PART, content=content, person="dewi", part_destroyed=PART)


def further(handling: GatewayHandling) -> GatewayHandling:
    """The same people with another case, of which the second message may be destroyed."""
    found = GatewayHandling(handling.office, handling.office.report(), handling.signed_in, handling.clients)
    found.case.says("Data orang ketiga")
    return found


def alone(handling: GatewayHandling, person: str = "dewi") -> DestructionRequests:
    answer = handling.of(person).get(f"/v1/destructions?case={handling.case.case}")
    return msgspec.json.decode(answer.data, type=DestructionRequests)


def test_a_flood_of_one_officer_leaves_out_only_their_own_and_the_rest_is_counted(
    handling: GatewayHandling,
) -> None:
    cases = [further(handling) for _ in range(MOST_OF_ONE + 2)]
    for case in cases:
        case.does("sari", proposal())
    quiet = further(handling)
    quiet.does("budi", proposal())
    found = asked(handling, "dewi")
    rows = [row.proposed.event.read().actor for row in found.requests]
    assert {name: rows.count(name) for name in set(rows)} == {"sari": MOST_OF_ONE, "budi": 1}
    assert found.left_out == (UnlistedRows("sari", 2),)
    for case in (quiet, *cases):  # those that the list leaves out too
        assert [row.case for row in alone(case).requests] == [case.case.case]
    listed: list[str] = []
    cursor = None
    for count in (9, 9, 3):
        page = destruction.requests(handling.office.database, "dewi", cursor, limit=9)
        assert (len(page.requests), page.left_out) == (count, found.left_out)
        listed += [row.case for row in page.requests]
        cursor = page.next
    assert (listed, cursor) == ([row.case for row in found.requests], None)


def test_a_cursor_or_a_case_that_is_none_is_refused(handling: GatewayHandling) -> None:
    for query in ("cursor=none", "case=none"):
        assert_refused(handling.of("dewi").get(f"/v1/destructions?{query}"), 422, "invalid")


def test_a_long_reason_comes_with_its_own_row_alone(handling: GatewayHandling) -> None:
    short, long = further(handling), further(handling)
    short.does("sari", proposal())
    long.does("sari", proposal(LISTED_CONTENT_BYTES + 1))
    listed = asked(handling, "dewi").requests
    assert {row.case: len(row.proposed.content or b"") for row in listed} == {
        short.case.case: LISTED_CONTENT_BYTES,
        long.case.case: 0,
    }
    [row] = alone(long).requests
    assert len(row.proposed.content or b"") == LISTED_CONTENT_BYTES + 1


def test_a_reason_longer_than_one_may_be_is_refused(handling: GatewayHandling) -> None:
    handling = further(handling)
    assert_against_procedure(handling.tries("sari", proposal(MAX_REASON_BYTES + 1)), "long-reason")
    handling.does("sari", proposal(MAX_REASON_BYTES))


def test_who_asks_for_one_case_gets_no_proposal_that_awaits_another_person(handling: GatewayHandling) -> None:
    handling = further(handling)
    handling.does("sari", proposal())
    assert alone(handling, "lina").requests == ()
    assert len(alone(handling).requests) == 1
