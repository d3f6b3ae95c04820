"""The lists of leaders and custodians in pages: each row once, and no one else's."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crypto import signing
from store.api.messages import MAX_CONTENT_BYTES, Decision, NewEvent, NewStatistics
from store.api.people_asked import LISTED_CONTENT_BYTES, MAX_REASON_BYTES, UnlistedRows
from store.cases import chain, identities, statistics
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision
from store.cases.intake import create_case
from store.domain.deadlines import DeadlineConfig
from store.domain.event import (
    NO_EVENT,
    CaseRole,
    Event,
    EventKind,
    SignedEvent,
    content_digest,
)
from store.domain.labels import Label
from store.domain.shares import MOST_OF_ONE
from store.engine.database import Database
from store.errors import CursorError
from tests import stand_ins
from tests.some_roster import SOME_ROSTER
from tests.store.conftest import new_case

DAY = date(2026, 3, 2)
REASON = stand_ins.message()


def ask(
    database: Database,
    case: str,
    custodian: str,
    before: tuple[int, str],
    reason: bytes = REASON,
    actor: str = "sari",
) -> tuple[int, str]:
    """A request of this officer; the store takes signatures for good. The end of the chain before and after."""
    place, head = before
    text = signing.compose(
        Label.EVENT,
        Event(
            case,
            place + 1,
            head,
            actor,
            CaseRole.OFFICER,
            EventKind.ASK,
            DAY,
            people=(custodian,),
            head=head,
            content=content_digest(reason),
        ),
    )
    event = NewEvent(SignedEvent(text, hashlib.sha256(text).digest()), reason)
    receipt = append_decision(
        database, NewDecision(case, actor, DAY, Decision((event,)), SOME_ROSTER), DeadlineConfig().open()
    )
    return receipt.events, receipt.head


def test_a_custodian_pages_through_the_own_requests_alone(database: Database) -> None:
    cases = [new_case(DAY, identity=stand_ins.message()) for _ in range(3)]
    for case in cases:
        create_case(database, case)
        end = ask(database, case.case, "rina", (0, NO_EVENT))
        end = ask(database, case.case, "tono", end)
        ask(database, case.case, "rina", end)
    wanted = sorted((case.case, place) for case in cases for place in (1, 3))
    found: list[tuple[str, int]] = []
    sizes: list[int] = []
    cursor = None
    while cursor is not None or not sizes:
        page = identities.requests(database, "rina", DAY, cursor, limit=4)
        sizes.append(len(page.requests))
        found += [(request.case, request.asked.sequence) for request in page.requests]
        cursor = page.next
    assert (found, sizes) == (wanted, [4, 2])
    assert identities.requests(database, "budi", DAY).requests == ()
    with pytest.raises(CursorError):
        identities.requests(database, "rina", DAY, "nonsense")


def test_a_leader_pages_through_the_statistics_for_them_alone(database: Database) -> None:
    readers = [("dewi",), ("dewi", "eko"), ("eko",), (), ("dewi",), ("dewi",)]
    cases = [
        replace(new_case(DAY), statistics=NewStatistics(stand_ins.message(), names)) for names in readers
    ]
    for case in cases:
        create_case(database, case)
    wanted = sorted(case.case for case, names in zip(cases, readers, strict=True) if "dewi" in names)
    first = statistics.statistics(database, "dewi", limit=2)
    second = statistics.statistics(database, "dewi", first.next, limit=2)
    assert [row.case for row in (*first.records, *second.records)] == wanted
    assert second.next is None


def test_a_long_reason_is_listed_without_its_content_which_comes_with_its_own_row(database: Database) -> None:
    """Fifty of them would be more than a workstation reads at a time: it would see none."""
    case = new_case(DAY, identity=stand_ins.message())
    create_case(database, case)
    end = (0, NO_EVENT)
    sizes = (1_000, LISTED_CONTENT_BYTES, LISTED_CONTENT_BYTES + 1, MAX_REASON_BYTES, MAX_CONTENT_BYTES)
    for size in sizes:
        end = ask(database, case.case, "rina", end, stand_ins.message(size=size))
    page = identities.requests(database, "rina", DAY)
    listed = [len(request.asked.content or b"") for request in page.requests]
    assert (listed, page.next) == ([1_000, LISTED_CONTENT_BYTES, 0, 0, 0], None)
    alone = [
        len(request.asked.content or b"")
        for place in range(1, 6)
        for request in identities.request(database, "rina", case.case, place).requests
    ]
    assert alone == [*sizes[:4], 0]
    assert identities.request(database, "budi", case.case, 1).requests == ()
    assert identities.request(database, "rina", case.case, 6).requests == ()


def test_a_flood_of_one_asker_leaves_out_only_their_own_and_the_rest_is_counted(database: Database) -> None:
    cases = [new_case(DAY, identity=stand_ins.message()) for _ in range(2)]
    ends = []
    for case in cases:
        create_case(database, case)
        end = (0, NO_EVENT)
        for _ in range(MOST_OF_ONE - 1):
            end = ask(database, case.case, "rina", end)
        ends.append(end)
    ask(database, cases[1].case, "rina", ends[1], actor="budi")
    page = identities.requests(database, "rina", DAY)
    askers = [request.asked.event.read().actor for request in page.requests]
    assert (askers.count("sari"), askers.count("budi")) == (MOST_OF_ONE, 1)
    assert page.left_out == (UnlistedRows("sari", MOST_OF_ONE - 2),)
    over = identities.requests(database, "rina", DAY + timedelta(days=15))
    assert (len(over.requests), over.left_out) == (MOST_OF_ONE + 1, ())


def test_no_page_of_decisions_is_longer_than_a_slow_circuit_carries_whatever_was_signed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "PAGE_BYTES", 2_000)
    case = new_case(DAY, identity=stand_ins.message())
    create_case(database, case)
    end = (0, NO_EVENT)
    for size in (200, 200, 200, 4_000, 200, 200, 200, 200):
        end = ask(database, case.case, "rina", end, stand_ins.message(size=size))
    after, pages = 0, []
    while after < end[0]:
        page = chain.events(database, "sari", case.case, after)
        rows = [(row.event.statement, row.event.signature, row.content or b"") for row in page.events]
        assert len(rows) == 1 or sum(len(part) for row in rows for part in row) <= 2_000
        pages.append(len(rows))
        after = page.events[-1].sequence
    assert sum(pages) == 8
    assert max(pages) > 1


def test_large_records_make_pages_of_statistics_shorter_and_hide_no_case(database: Database) -> None:
    cases = [
        replace(new_case(DAY), statistics=NewStatistics(stand_ins.message(size=size), ("dewi",)))
        for size in (200_000, 200_000, 300, 400_000, 300)
    ]
    for case in cases:
        create_case(database, case)
    found: list[str] = []
    cursor = None
    while cursor is not None or not found:
        page = statistics.statistics(database, "dewi", cursor, byte_limit=401_000)
        assert len(page.records) == 1 or sum(len(row.record) for row in page.records) <= 401_000
        found += [row.case for row in page.records]
        cursor = page.next
    assert found == sorted(case.case for case in cases)
