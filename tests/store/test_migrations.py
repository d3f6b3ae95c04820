"""The migrations keep what is stored, and can be gone back."""

from datetime import date
from pathlib import Path

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Integer, select, text

from store.cases.case_list import case_row
from store.cases.chain import case_state
from store.cases.conversation import NewEntry, append_reporter_entry, reporter_view
from store.domain.event import NO_EVENT, CaseRole
from store.domain.procedure.state import first_state
from store.engine.database import Database, open_database
from store.engine.schema import STORE, InstanceSecrets, initialise, instance, upgrade
from store.errors import SchemaError, StoreDamagedError
from store.model import Access, Blob, Case, Entry, Exclusion, Slot
from tests import stand_ins
from tests.own_places import SOME_PLACES
from tests.shared_folders import shared_folder
from tests.store.conftest import ON_SQLITE
from tests.store.rows_of_revisions import (
    CASE,
    ROWS_OF_0001,
    ROWS_OF_0002,
    TABLES,
    TABLES_OF_0001,
    TABLES_OF_0002,
    execute,
    rows,
    tables,
    with_rows,
)


def test_rows_of_revision_0001_stay_and_the_program_reads_them(empty: Database) -> None:
    STORE.upgrade(empty, "0001")
    execute(empty, ROWS_OF_0001)
    untouched = {table: rows(empty, table) for table in TABLES_OF_0001 - {"access", "blob", "case"}}
    upgrade(empty)
    assert {table: rows(empty, table) for table in untouched} == untouched
    with empty.read() as session:
        case = session.get_one(Case, CASE)
        assert (case.received, case.activity, case.last_sequence) == (
            date(2026, 11, 1),
            date(2026, 11, 2),
            2,
        )
        assert (case.sealing_key, case.voice_key, case.stage) == (bytes(32), bytes(32), "received")
        assert session.get_one(Exclusion, CASE).record == b"\xee"
        entry = session.get_one(Entry, (CASE, 1))
        assert (entry.author, entry.envelope, entry.sealed) == ("reporter", b"\xaa", b"\xbb")
        assert session.get_one(Entry, (CASE, 2)).sealed is None
        assert session.get_one(Slot, bytes(32)).wrapped == bytes(72)
        bound, free = session.get_one(Blob, "cd" * 16), session.get_one(Blob, "ef" * 16)
        assert (bound.sequence, bound.event, bound.size) == (2, None, 5_000_000_000)
        assert (free.sequence, free.event, free.size) == (None, None, 0)
    assert instance(empty) == InstanceSecrets(bytes(16), bytes(32))


def test_officers_keep_their_access_and_cases_begin_without_events(empty: Database) -> None:
    STORE.upgrade(empty, "0001")
    execute(empty, ROWS_OF_0001)
    upgrade(empty)
    sari, budi = (case_row(empty, person, CASE) for person in ("sari", "budi"))
    assert (sari.unread, budi.unread) == (1, 0)
    for row in (sari, budi):
        assert (row.part, row.declared, row.handler, row.stage) == (CaseRole.OFFICER, True, None, "received")
        assert (row.due, row.sought, row.identified) == (None, False, True)
        assert (row.events, row.head) == (0, NO_EVENT)
    assert case_state(empty, CASE) == first_state(CASE, date(2026, 11, 1))
    with empty.read() as session:
        assert {one.seen_sequence for one in session.scalars(select(Access))} == {1, 2}


def test_going_back_loses_the_procedure_and_nothing_else_and_forth_again_is_clear(empty: Database) -> None:
    STORE.upgrade(empty, "0001")
    execute(empty, ROWS_OF_0001)
    first = {table: rows(empty, table) for table in TABLES_OF_0001}
    upgrade(empty)
    fresh = {table: rows(empty, table) for table in TABLES}
    execute(empty, ROWS_OF_0002)
    STORE.downgrade(empty, "0001")
    assert tables(empty) == TABLES_OF_0001
    assert {table: rows(empty, table) for table in TABLES_OF_0001} == first
    upgrade(empty)
    assert {table: rows(empty, table) for table in TABLES} == fresh


def test_a_conversation_of_before_stays_and_its_list_of_own_places_begins_with_its_next_entry(
    empty: Database,
) -> None:
    STORE.upgrade(empty, "0001")
    execute(empty, ROWS_OF_0001)
    STORE.upgrade(empty, "0002")
    execute(empty, ROWS_OF_0002)
    before = {table: rows(empty, table) for table in TABLES_OF_0002}
    upgrade(empty)
    assert {table: rows(empty, table) for table in TABLES_OF_0002} == before
    view = reporter_view(empty, CASE)
    assert view.own is None
    assert [(one.sequence, one.author, one.sealed) for one in view.entries] == [
        (1, "reporter", b"\xbb"),
        (2, "sari", None),
    ]
    append_reporter_entry(
        empty, NewEntry(CASE, 3, date(2026, 11, 3), stand_ins.message(), stand_ins.sealed(), SOME_PLACES)
    )
    assert reporter_view(empty, CASE).own == SOME_PLACES


def test_going_back_from_revision_0003_loses_the_lists_of_own_places_and_nothing_else(
    empty: Database,
) -> None:
    with_rows(empty)
    before = {table: rows(empty, table) for table in TABLES_OF_0002}
    STORE.downgrade(empty, "0002")
    assert tables(empty) == TABLES_OF_0002
    upgrade(empty)
    assert {table: rows(empty, table) for table in TABLES_OF_0002} == before
    assert rows(empty, "own_places") == []


def test_the_way_back_and_forth_again_is_clear(empty: Database) -> None:
    with_rows(empty)
    STORE.downgrade(empty, "base")
    assert tables(empty) == set()
    with pytest.raises(SchemaError):
        STORE.check(empty)
    with_rows(empty)
    assert tables(empty) == TABLES


@ON_SQLITE
def test_rebuilding_a_table_deletes_nothing_that_refers_to_it(empty: Database) -> None:
    with_rows(empty)
    with empty.migration() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("case", recreate="always") as batch:
            batch.add_column(Column("further", Integer, nullable=True))
    with empty.read() as session:
        assert session.execute(text("SELECT count(*) FROM entry")).scalar_one() == 2
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


@ON_SQLITE
def test_a_migration_that_breaks_a_reference_is_undone(empty: Database) -> None:
    with_rows(empty)
    with pytest.raises(StoreDamagedError), empty.migration() as connection:
        connection.execute(text('DELETE FROM "case"'))
    with empty.read() as session:
        assert session.get(Case, CASE) is not None


def test_destroying_a_case_destroys_all_that_belongs_to_it(empty: Database) -> None:
    with_rows(empty)
    with empty.write() as session:
        session.execute(text('DELETE FROM "case"'))
    with empty.read() as session:
        for table in TABLES - {"instance"}:
            assert session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() == 0, table  # noqa: S608 - our own names


def test_a_folder_with_a_percent_sign_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / "100% % s"
    shared_folder(folder)
    database = open_database(f"sqlite:///{folder}/store.sqlite3")
    initialise(database)
    database.close()
    assert (folder / "store.sqlite3").stat().st_size > 0
