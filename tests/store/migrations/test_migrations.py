"""The migrations keep what is stored, and can be gone back."""

from datetime import date
from pathlib import Path

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Integer, text

from store.cases.case_list import case_row
from store.cases.reporter_view import reporter_view
from store.domain.envelope import SignedPlaces
from store.domain.event import CaseRole
from store.engine.database import Database, open_database
from store.engine.schema import STORE, InstanceSecrets, Schema, initialise, instance, upgrade
from store.errors import SchemaError, StoreDamagedError
from store.model import Blob, Case, Entry, Exclusion, Slot
from tests.shared_folders import shared_folder
from tests.store.conftest import ON_SQLITE
from tests.store.further_revision import NEWEST, further_schema
from tests.store.rows import CASE, TABLES, execute, rows, tables, with_rows


@pytest.fixture
def later(tmp_path: Path) -> Schema:
    return further_schema(tmp_path / "migrations")


def everything(database: Database) -> dict[str, list[dict[str, object]]]:
    return {table: rows(database, table) for table in tables(database)}


def test_rows_stay_when_the_tables_under_them_change(empty: Database, later: Schema) -> None:
    with_rows(empty)
    before = everything(empty)
    later.upgrade(empty)
    after = everything(empty)
    arrived = [{"case": row["id"], "received": row.pop("received")} for row in before["case"]]
    entries = [dict(sorted({**row, "further": None}.items())) for row in before["entry"]]
    assert after == {**before, "arrival": arrived, "entry": entries}


def test_going_back_loses_what_the_further_revision_holds_and_nothing_else(
    empty: Database, later: Schema
) -> None:
    with_rows(empty)
    before = everything(empty)
    later.upgrade(empty)
    fresh = everything(empty)
    execute(empty, "UPDATE entry SET further = sequence")
    later.downgrade(empty, NEWEST)
    assert everything(empty) == before
    later.upgrade(empty)
    assert everything(empty) == fresh


def test_the_program_reads_rows_that_came_back_from_a_further_revision(
    empty: Database, later: Schema
) -> None:
    with_rows(empty)
    later.upgrade(empty)
    with pytest.raises(SchemaError, match="of a later version"):
        upgrade(empty)
    later.downgrade(empty, NEWEST)
    with empty.read() as session:
        case = session.get_one(Case, CASE)
        days = date(2026, 11, 1), date(2026, 11, 2)
        assert (case.received, case.activity, case.last_sequence) == (*days, 2)
        assert (case.sealing_key, case.voice_key, case.stage) == (bytes(32), bytes(32), "received")
        assert session.get_one(Exclusion, CASE).record == b"\xee"
        entry = session.get_one(Entry, (CASE, 1))
        assert (entry.author, entry.envelope, entry.sealed) == ("reporter", b"\xaa", b"\xbb")
        assert session.get_one(Entry, (CASE, 2)).sealed is None
        assert session.get_one(Slot, bytes(32)).wrapped == bytes(72)
        bound, free = session.get_one(Blob, "cd" * 16), session.get_one(Blob, "ef" * 16)
        assert (bound.sequence, bound.event, bound.size) == (2, None, 5_000_000_000)
        assert (free.sequence, free.event, free.size) == (None, None, 0)
    sari, budi = (case_row(empty, person, CASE) for person in ("sari", "budi"))
    assert (sari.unread, budi.unread) == (1, 0)
    assert (sari.part, sari.handler, sari.due) == (CaseRole.OFFICER, "sari", date(2026, 11, 6))
    view = reporter_view(empty, CASE)
    assert view.own_places == SignedPlaces(b"\x07", bytes(64))
    assert [(entry.sequence, entry.author, entry.sealed) for entry in view.entries] == [
        (1, "reporter", b"\xbb"),
        (2, "sari", None),
    ]
    assert instance(empty) == InstanceSecrets(bytes(16), bytes(32))


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


OF_NO_CASE = {
    "instance", "office_texts", "private_record", "statistic", "statistic_reader", "tombstone",
}  # fmt: skip


def test_destroying_a_case_destroys_all_but_its_tombstone_and_its_figures(empty: Database) -> None:
    with_rows(empty)
    with empty.write() as session:
        session.execute(text('DELETE FROM "case"'))
    with empty.read() as session:
        for table in TABLES - {
            "instance",
            "tombstone",
            "blob_tombstone",
            "statistic",
            "statistic_reader",
            "private_record",
            "office_texts",
        }:
            assert session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() == 0, table  # noqa: S608 - our own names


def test_a_folder_with_a_percent_sign_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / "100% % s"
    shared_folder(folder)
    database = open_database(f"sqlite:///{folder}/store.sqlite3")
    initialise(database)
    database.close()
    assert (folder / "store.sqlite3").stat().st_size > 0
