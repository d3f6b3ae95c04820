"""One person may store no more for a leader or a custodian than their workstation reads at a time."""

from collections.abc import Iterator
from typing import TypeVar

import msgspec
import pytest
from sqlalchemy import update

from store.api.messages import (
    MAX_ENVELOPE_BYTES,
    MAX_JSON_BYTES,
    StatisticsPage,
)
from store.api.people_asked import MAX_REASON_BYTES, IdentityRequests, UnlistedRows
from store.domain.event import CaseRole, EventKind
from store.domain.shares import MOST_OF_ONE
from store.model import Statistic
from tests import stand_ins
from tests.signed_events import CONTENT, drafted
from tests.store.gateway.conftest import GatewayHandling, assert_against_procedure

pytestmark = pytest.mark.slow
P = TypeVar("P", IdentityRequests, StatisticsPage)


def pages(handling: GatewayHandling, person: str, address: str, kind: type[P]) -> Iterator[P]:
    """Every page of this list."""
    cursor = ""
    while True:
        answer = handling.of(person).get(f"{address}{cursor}")
        assert answer.status_code == 200
        assert len(answer.data) < MAX_JSON_BYTES
        page = msgspec.json.decode(answer.data, type=kind)
        yield page
        if page.next is None:
            return
        cursor = f"?cursor={page.next}"


def test_one_askers_long_reasons_hide_no_request_from_a_custodian(handling: GatewayHandling) -> None:
    reason = stand_ins.message(size=MAX_REASON_BYTES)
    asks = drafted(EventKind.ASK, content=reason, people=("rina",))
    other = GatewayHandling(
        handling.office, handling.office.report(name="Nama"), handling.signed_in, handling.clients
    )
    for each in (handling, other):
        each.does("sari", drafted(EventKind.MOVE, target="verification"))
        for _ in range(MOST_OF_ONE):
            each.does("sari", asks)
    other.does("budi", asks)
    [page] = pages(handling, "rina", "/v1/identity-requests", IdentityRequests)
    assert len(page.requests) == MOST_OF_ONE + 1
    assert page.left_out == (UnlistedRows("sari", MOST_OF_ONE),)
    assert {request.asked.content for request in page.requests} == {None}
    query = f"case={other.case.case}&sequence={MOST_OF_ONE + 1}"  # one that the list leaves out
    [alone] = pages(handling, "rina", f"/v1/identity-requests?{query}", IdentityRequests)
    assert [request.asked.content for request in alone.requests] == [reason]


def test_a_reason_longer_than_one_may_be_is_neither_asked_nor_refused_with(handling: GatewayHandling) -> None:
    long = stand_ins.message(size=MAX_REASON_BYTES + 1)
    asks = drafted(EventKind.ASK, content=long, people=("rina",))
    assert_against_procedure(handling.tries("sari", asks), "long-reason")
    asked = handling.does("sari", drafted(EventKind.ASK, content=CONTENT, people=("rina",)))
    refuses = drafted(EventKind.REFUSE, CaseRole.CUSTODIAN, long, person="sari", about=asked)
    assert_against_procedure(handling.tries("rina", refuses), "long-reason")
    handling.does("rina", drafted(EventKind.REFUSE, CaseRole.CUSTODIAN, CONTENT, person="sari", about=asked))


def test_large_records_that_are_stored_already_hide_no_statistics_from_a_leader(
    handling: GatewayHandling,
) -> None:
    for _ in range(7):
        handling.office.report()
    with handling.office.database.write() as session:
        session.execute(update(Statistic).values(record=stand_ins.message(size=MAX_ENVELOPE_BYTES)))
    found = list(pages(handling, "dewi", "/v1/statistics", StatisticsPage))
    assert sum(len(page.records) for page in found) == 8
