"""Statistics: a leader gets the records that were encrypted for them, and none of a case that excludes them."""

import msgspec

from store.api.messages import MAX_STATISTICS_BYTES, NewStatistics, StatisticsPage
from store.domain.event import CaseRole, EventKind
from tests import stand_ins
from tests.signed_events import CONTENT, drafted
from tests.store.conftest import ON_BOTH
from tests.store.gateway.conftest import (
    GatewayHandling,
    SignedInClient,
    assert_against_procedure,
    assert_refused,
)

pytestmark = ON_BOTH

VERIFY = drafted(EventKind.MOVE, target="verification")


def records(visitor: SignedInClient, cursor: str | None = None) -> StatisticsPage:
    path = "/v1/statistics" if cursor is None else f"/v1/statistics?cursor={cursor}"
    return msgspec.json.decode(visitor.get(path).data, type=StatisticsPage)


def test_a_record_is_rewritten_with_the_decision_and_served_to_its_readers_alone(
    handling: GatewayHandling,
) -> None:
    for number, readers in enumerate([("dewi", "lina"), ("dewi",), ("lina", "lina")]):
        made = handling.signer.decision(
            "sari",
            drafted(EventKind.CLASSIFY, content=CONTENT) if number else VERIFY,
            statistics=NewStatistics(stand_ins.message(f"record {number}".encode()), readers),
        )
        assert handling.sends("sari", made).status_code == 201
        for leader in ("dewi", "lina"):
            page = records(handling.of(leader))
            found = [(row.case, row.record) for row in page.records]
            mine = [(handling.case.case, stand_ins.message(f"record {number}".encode()))]
            assert found == (mine if leader in readers else []), (number, leader)
            assert page.next is None
    [row] = records(handling.of("lina")).records
    case = handling.row("sari")
    assert case is not None
    assert row.due == case.due
    for person in ("sari", "rina", "joko"):
        assert_refused(handling.of(person).get("/v1/statistics"), 404, "not-found")
    assert_refused(handling.of("lina").get("/v1/statistics?cursor=nonsense"), 422, "invalid")


def test_a_record_names_the_officer_who_wrote_it_last(handling: GatewayHandling) -> None:
    [first] = records(handling.of("dewi")).records
    assert first.author is None  # the reporter's
    for person, event in (("sari", VERIFY), ("budi", drafted(EventKind.CLASSIFY, content=CONTENT))):
        record = NewStatistics(stand_ins.message(person.encode()), ("dewi",))
        made = handling.signer.decision(person, event, statistics=record)
        assert handling.sends(person, made).status_code == 201
        [row] = records(handling.of("dewi")).records
        assert (row.record, row.author) == (record.record, person)


def test_a_custodian_does_not_rewrite_statistics(handling: GatewayHandling) -> None:
    asked = handling.does("sari", drafted(EventKind.ASK, content=CONTENT, people=("rina",)))
    before = records(handling.of("dewi")).records
    refuses = drafted(EventKind.REFUSE, CaseRole.CUSTODIAN, CONTENT, person="sari", about=asked)
    forged = handling.signer.decision(
        "rina", refuses, statistics=NewStatistics(stand_ins.message(), ("dewi",))
    )
    assert_against_procedure(handling.sends("rina", forged), "not-yours")
    assert records(handling.of("dewi")).records == before


def test_who_was_assigned_and_declines_does_not_rewrite_statistics(handling: GatewayHandling) -> None:
    handling.has_team(declared=False)
    before = records(handling.of("dewi")).records
    declines = drafted(EventKind.DISMISS, CaseRole.MEMBER, CONTENT, person="agus")
    forged = handling.signer.decision(
        "agus", declines, statistics=NewStatistics(stand_ins.message(), ("dewi",))
    )
    assert_against_procedure(handling.sends("agus", forged), "not-yours")
    assert records(handling.of("dewi")).records == before
    handling.does("agus", declines)


def test_a_record_larger_than_any_workstation_makes_is_refused(handling: GatewayHandling) -> None:
    """Those of all cases are in a leader's memory at a time."""
    for size, status in ((MAX_STATISTICS_BYTES + 1, 413), (MAX_STATISTICS_BYTES, 201)):
        record = NewStatistics(stand_ins.message(size=size), ("dewi",))
        made = handling.signer.decision("sari", VERIFY, statistics=record)
        assert handling.sends("sari", made).status_code == status
    assert [len(row.record) for row in records(handling.of("dewi")).records] == [MAX_STATISTICS_BYTES]
