"""The list that an officer is served: their cases, at a cost that does not grow with the cases of others."""

import hashlib
import secrets
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.dialects import sqlite

from store.api.messages import PAGE_CASES
from store.cases import case_list, envelopes
from store.cases.conversation import NewEntry, NewReply, append_reply, append_reporter_entry
from store.cases.paging import Cursor
from store.domain.event import NO_EVENT
from store.domain.stages import Stage
from store.engine.database import Database
from store.errors import CursorError, NotFoundError, StoreError
from store.model import Access, Case, CaseProjection
from store.values import StoredBlob
from tests import stand_ins
from tests.some_own_places import SOME_PLACES
from tests.store.conftest import ON_SQLITE, CaseMaker

DAY = date(2026, 11, 25)
BLOB = StoredBlob("a" * 32, 1_000)


def fill(database: Database, person: str, count: int, days: int = 40) -> set[str]:
    """Many cases at once: rows as intake writes them, without their envelopes; each seventh needs attention."""
    names = [secrets.token_hex(16) for _ in range(count)]
    due = {name: DAY - timedelta(days=place % days) for place, name in enumerate(names)}
    with database.write() as session:
        session.execute(
            insert(Case),
            [
                {
                    "id": name,
                    "sealing_key": bytes(32),
                    "voice_key": bytes(32),
                    "stage": "received",
                    "received": DAY,
                    "activity": DAY,
                    "last_sequence": 1,
                }
                for name in names
            ],
        )
        session.execute(
            insert(CaseProjection),
            [
                {
                    "case": name,
                    "events": 0,
                    "head": NO_EVENT,
                    "due": due[name],
                    "handler": None,
                    "identified": False,
                }
                for name in names
            ],
        )
        session.execute(
            insert(Access),
            [
                {
                    "case": name,
                    "person": person,
                    "part": "officer",
                    "declared": True,
                    "mine": place % 5 == 0,
                    "rank": 0 if place % 7 == 0 else 1,
                    "due": due[name],
                    "stage": "received" if place % 3 else "review",
                    "unread": place % 2,
                    "seen_sequence": 0,
                }
                for place, name in enumerate(names)
            ],
        )
    return set(names)


def walk(
    database: Database, person: str, limit: int = PAGE_CASES, wanted: case_list.Filter = case_list.EVERYTHING
) -> list[tuple[bool, date | None, str]]:
    shown: list[tuple[bool, date | None, str]] = []
    cursor: str | None = None
    while True:
        page = case_list.page(database, person, cursor, wanted, limit)
        assert len(page.cases) <= limit
        shown += [(not row.needs_attention, row.due, row.case) for row in page.cases]
        cursor = page.next
        if cursor is None:
            return shown


def test_pages_show_every_case_once_those_that_need_attention_first_and_then_by_the_day_due(
    database: Database,
) -> None:
    own = fill(database, "sari", 173)
    fill(database, "budi", 50)
    shown = walk(database, "sari")
    assert {case for _, _, case in shown} == own
    assert shown == sorted(shown)
    assert shown[0][0] is False
    assert shown[-1][0] is True
    assert walk(database, "sari", limit=7) == shown


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (case_list.Filter(stage=Stage.REVIEW), 60),
        (case_list.Filter(mine=True), 36),
        (case_list.Filter(unread=True), 90),
        (case_list.Filter(due_before=DAY), 175),
        (case_list.Filter(due_before=DAY - timedelta(days=39)), 0),
        (case_list.Filter(stage=Stage.REVIEW, mine=True, unread=True), 6),
        (case_list.Filter(stage=Stage.CONCLUDED), 0),
    ],
)
def test_a_filter_shows_exactly_what_it_names_across_pages(
    database: Database, wanted: case_list.Filter, count: int
) -> None:
    fill(database, "sari", 180)
    shown = walk(database, "sari", 7, wanted)
    assert len(shown) == count
    assert len(set(shown)) == count
    assert shown == sorted(shown)
    assert shown == [row for row in walk(database, "sari") if row in set(shown)]


@pytest.mark.parametrize("count", [1, PAGE_CASES, PAGE_CASES + 1])
def test_the_last_page_has_no_cursor(database: Database, count: int) -> None:
    fill(database, "sari", count)
    page = case_list.page(database, "sari")
    assert len(page.cases) == min(count, PAGE_CASES)
    assert (page.next is None) == (count <= PAGE_CASES)


def test_a_person_without_cases_has_an_empty_page(database: Database) -> None:
    fill(database, "budi", 3)
    page = case_list.page(database, "sari")
    assert (page.cases, page.next) == ((), None)


def test_a_cursor_from_elsewhere_is_refused(database: Database) -> None:
    with pytest.raises(CursorError):
        case_list.page(database, "sari", "nonsense")


def answers(database: Database, person: str, case: str) -> list[tuple[type[StoreError], str]]:
    """Return what each function says to a person without access."""
    asked: list[Callable[[], object]] = [
        lambda: case_list.case_row(database, person, case),
        lambda: envelopes.entries(database, person, case),
        lambda: envelopes.entries(database, person, case, after=1),
        lambda: case_list.blob_of(database, person, case, BLOB.name),
        lambda: case_list.register_blob(database, person, case, StoredBlob("b" * 32, 1), DAY),
        lambda: case_list.mark_seen(database, person, case, 1),
        lambda: append_reply(
            database, NewReply(case, 3, DAY, person, stand_ins.message(), stand_ins.sealed())
        ),
        lambda: append_reply(
            database, NewReply(case, 9, DAY, person, stand_ins.message(), stand_ins.sealed())
        ),
    ]
    told: list[tuple[type[StoreError], str]] = []
    for ask in asked:
        with pytest.raises(NotFoundError) as caught:
            ask()
        told.append((type(caught.value), str(caught.value)))
    return told


def test_a_case_of_others_answers_exactly_like_one_that_does_not_exist(
    database: Database, make_case: CaseMaker
) -> None:
    own = make_case(readers=("budi",))
    page = case_list.page(database, "budi")
    hidden = make_case(readers=("sari",))
    append_reporter_entry(
        database, NewEntry(hidden.case, 2, DAY, stand_ins.message(), stand_ins.sealed(), SOME_PLACES, (BLOB,))
    )
    assert answers(database, "budi", hidden.case) == answers(database, "budi", "0" * 32)
    assert case_list.page(database, "budi") == page
    assert envelopes.entries(database, "budi", own.case).entries[0].envelope == own.envelope
    with pytest.raises(NotFoundError):
        case_list.blob_of(database, "budi", own.case, BLOB.name)
    assert case_list.blob_of(database, "sari", hidden.case, BLOB.name) == BLOB


def test_a_blob_is_served_only_once_an_entry_speaks_of_it(database: Database, make_case: CaseMaker) -> None:
    case = make_case().case
    case_list.register_blob(database, "sari", case, BLOB, DAY)
    for person in ("sari", "budi"):
        with pytest.raises(NotFoundError):
            case_list.blob_of(database, person, case, BLOB.name)
    append_reply(
        database, NewReply(case, 2, DAY, "sari", stand_ins.message(), stand_ins.sealed(), (BLOB.name,))
    )
    assert case_list.blob_of(database, "budi", case, BLOB.name) == BLOB


def test_envelopes_come_in_order_up_to_the_limit_and_never_none(
    database: Database, make_case: CaseMaker
) -> None:
    case = make_case(envelope=stand_ins.message(size=5_000)).case
    message = stand_ins.message(size=1_000)
    for sequence in range(2, 8):
        append_reporter_entry(
            database, NewEntry(case, sequence, DAY, message, stand_ins.sealed(), SOME_PLACES)
        )
    pages: list[list[int]] = []
    more = True
    while more:
        page = envelopes.entries(database, "sari", case, pages[-1][-1] if pages else 0, byte_limit=2_500)
        pages.append([entry.sequence for entry in page.entries])
        more = page.more
    assert pages == [[1], [2, 3], [4, 5], [6, 7]]
    beyond = envelopes.entries(database, "sari", case, after=7)
    assert (beyond.entries, beyond.more) == ((), False)


def test_digests_stand_for_envelopes_between_two_places(database: Database, make_case: CaseMaker) -> None:
    case = make_case().case
    messages = [stand_ins.message(f"{number}".encode(), size=3_000_000) for number in range(4)]
    for sequence, message in enumerate(messages, 2):
        append_reporter_entry(
            database, NewEntry(case, sequence, DAY, message, stand_ins.sealed(), SOME_PLACES)
        )
    page = envelopes.digests(database, "sari", case, 1, 4)
    assert [(row.sequence, row.envelope, row.digest) for row in page.entries] == [
        (at, None, hashlib.sha256(message).hexdigest()) for at, message in enumerate(messages[:3], 2)
    ]
    assert not page.more
    [alone] = envelopes.entries(database, "sari", case, 2, 3).entries
    assert (alone.sequence, alone.envelope, alone.digest) == (3, messages[1], None)
    assert envelopes.entries(database, "sari", case, 2, 4).more
    assert not envelopes.entries(database, "sari", case, 2, 3).more


def plan(database: Database, after: Cursor | None, wanted: case_list.Filter) -> list[str]:
    compiled = case_list.page_query("sari", after, PAGE_CASES, wanted).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
    with database.read() as session:
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
        return [row.detail for row in rows]


@ON_SQLITE
@pytest.mark.parametrize("after", [None, Cursor(1, DAY, "8" * 32)])
@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (case_list.EVERYTHING, "person_rank_due_case"),
        (case_list.Filter(stage=Stage.REVIEW, mine=True), "person_stage_rank_due_case"),
        (case_list.Filter(mine=True), "mine"),
        (case_list.Filter(unread=True), "unread"),
    ],
)
def test_a_page_goes_along_an_index_and_sorts_nothing(
    database: Database, after: Cursor | None, wanted: case_list.Filter, index: str
) -> None:
    first, *further = plan(database, after, wanted)
    assert first.startswith(f"SEARCH access USING INDEX ix_access_{index} (person=?")
    assert (after is None) or "(rank,due,case)>(?,?,?)" in first
    assert sorted(step.split("(")[0].strip() for step in further) == [
        "CORRELATED SCALAR SUBQUERY 1",
        "SEARCH case USING PRIMARY KEY",
        "SEARCH part_tombstone USING PRIMARY KEY",
        "SEARCH standing USING PRIMARY KEY",
    ]


def steps(database: Database, action: Callable[[], object]) -> int:
    """Return how many instructions of SQLite's virtual machine an action takes."""
    counted = 0

    def step() -> int:
        nonlocal counted
        counted += 1
        return 0

    pooled = database.engine.raw_connection()
    connection = pooled.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    connection.set_progress_handler(step, 1)
    pooled.close()  # the pool hands the same connection out again
    action()
    connection.set_progress_handler(None, 1)
    return counted


@ON_SQLITE
def test_a_page_touches_no_row_of_others(database: Database) -> None:
    """The same number of instructions beside no case, and beside thousands, of other people."""
    fill(database, "sari", 120)
    second = case_list.page(database, "sari").next
    case = case_list.page(database, "sari").cases[0].case
    actions: list[Callable[[], object]] = [
        lambda: case_list.page(database, "sari"),
        lambda: case_list.page(database, "sari", second),
        lambda: case_list.case_row(database, "sari", case),
    ]
    for action in actions:  # the first time the tables' definitions are read too
        action()
    before = [steps(database, action) for action in actions]
    for other in ("aaa", "budi", "tuti"):
        fill(database, other, 3_000)
    assert [steps(database, action) for action in actions] == before
    assert before[0] > PAGE_CASES
    with database.read() as session:
        assert len(session.scalars(select(Access.case)).all()) == 9_120
