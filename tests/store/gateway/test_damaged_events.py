"""A row in the place of an event that is none closes neither the case nor a custodian's other requests."""

import msgspec
import pytest
from sqlalchemy import update

from store.api.messages import EventPage
from store.api.people_asked import IdentityRequests
from store.domain.event import EventKind, Paper
from store.model import StoredEvent
from tests.signed_events import CONTENT, drafted
from tests.store.conftest import ON_BOTH
from tests.store.gateway.conftest import GatewayHandling, assert_refused

pytestmark = ON_BOTH

DAMAGED = b"no event"


def damage(handling: GatewayHandling, sequence: int, statement: bytes = DAMAGED) -> None:
    chosen = (StoredEvent.case == handling.case.case) & (StoredEvent.sequence == sequence)
    with handling.office.database.write() as session:
        session.execute(update(StoredEvent).where(chosen).values(statement=statement))


@pytest.mark.parametrize("person", ["sari", "budi"])
def test_it_is_handed_out_in_its_place_without_what_it_says(handling: GatewayHandling, person: str) -> None:
    handling.does("sari", drafted(EventKind.MOVE, target="verification"))
    for _ in range(2):
        handling.does("sari", drafted(EventKind.PAPER, content=CONTENT, paper=Paper.NOTE))
    damage(handling, 2)
    answer = handling.of(person).get(f"{handling.path}/events")
    assert answer.status_code == 200
    found = msgspec.json.decode(answer.data, type=EventPage).events
    assert [(row.sequence, row.content) for row in found] == [(1, None), (2, None), (3, CONTENT)]
    assert found[1].event.statement == DAMAGED


def test_a_request_that_is_none_hides_no_other_from_the_custodian(handling: GatewayHandling) -> None:
    handling.does("sari", drafted(EventKind.MOVE, target="verification"))
    for _ in range(2):
        handling.does("sari", drafted(EventKind.ASK, content=CONTENT, people=("rina",)))
    damage(handling, 2)
    rina = handling.of("rina")
    found = msgspec.json.decode(rina.get("/v1/identity-requests").data, type=IdentityRequests).requests
    assert [(request.asked.sequence, request.asked.content) for request in found] == [(2, None), (3, CONTENT)]
    with handling.office.database.read() as session:
        first = session.get_one(StoredEvent, (handling.case.case, 1)).statement
    damage(handling, 2, first)  # an event that no custodian is shown
    found = msgspec.json.decode(rina.get("/v1/identity-requests").data, type=IdentityRequests).requests
    assert [(request.asked.sequence, request.asked.content) for request in found] == [(2, None), (3, CONTENT)]


def test_no_identity_is_handed_out_while_the_chain_does_not_hold(handling: GatewayHandling) -> None:
    handling.does("sari", drafted(EventKind.MOVE, target="verification"))
    handling.does("sari", drafted(EventKind.ASK, content=CONTENT, people=("rina",)))
    damage(handling, 1)
    assert_refused(handling.of("rina").get(f"{handling.path}/identity"), 404, "not-found")
