"""The migrations lead to what the models say, keep what is stored, and can be gone back."""

from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Integer, inspect, text

from store.database import Database, open_database
from store.errors import ConflictError, SchemaError, StoreDamagedError
from store.folders import shared_folder
from store.model import Base, Case, Entry, Instance, Slot
from store.schema import STORE, InstanceSecrets, initialise, instance, upgrade
from tests.store.conftest import CaseMaker
from tests.store.processes import Process

CASE = "ab" * 16
FIRST_ROWS = """
INSERT INTO "case"
VALUES (:case, zeroblob(32), zeroblob(32), 'received', '2026-11-01', '2026-11-02', 2, x'ee');
INSERT INTO access VALUES (:case, 'sari', '2026-11-02', 1, 1);
INSERT INTO entry VALUES (:case, 1, 'reporter', '2026-11-01', x'aa', x'bb');
INSERT INTO entry VALUES (:case, 2, 'sari', '2026-11-02', x'cc', NULL);
INSERT INTO blob VALUES ('cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', :case, 2, 5000000000, '2026-11-02');
INSERT INTO blob VALUES ('efefefefefefefefefefefefefefefef', :case, NULL, 0, '2026-11-02');
INSERT INTO slot VALUES (zeroblob(32), :case, zeroblob(72), 'codename', NULL);
INSERT INTO slot VALUES ('ffffffffffffffffffffffffffffffff', :case, NULL, 'spent', '2026-12-01');
INSERT INTO reporter_session VALUES (zeroblob(32), :case, zeroblob(72), 4102444800);
INSERT INTO identity VALUES (:case, x'dd', '2026-11-01');
INSERT INTO instance VALUES (1, zeroblob(16), zeroblob(32))
"""
TABLES = {"case", "access", "entry", "blob", "slot", "reporter_session", "identity", "instance"}


@pytest.fixture
def empty(url: str) -> Database:
    return open_database(url)


def insert_first_rows(database: Database) -> None:
    with database.write() as session:
        for statement in FIRST_ROWS.split(";"):
            session.execute(text(statement), {"case": CASE} if ":case" in statement else {})


def tables(database: Database) -> set[str]:
    with database.read() as session:
        return set(inspect(session.connection()).get_table_names()) - {"alembic_version"}


def definitions(connection: Connection) -> dict[str, list[str]]:
    """Each table's and index's SQL, as a sorted list of its lines."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {
        name: sorted(line.strip().rstrip(",") for line in sql.splitlines())
        for name, sql in rows
        if name != "alembic_version"
    }


def test_an_empty_database_becomes_what_the_models_say(empty: Database) -> None:
    with pytest.raises(SchemaError):
        STORE.check(empty)
    upgrade(empty)
    STORE.check(empty)
    assert tables(empty) == TABLES
    with empty.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_checks_and_hidden_row_numbers_are_as_the_models_say(empty: Database, url: str) -> None:
    upgrade(empty)
    made_by_models = open_database(url.replace("store.sqlite3", "models.sqlite3"))
    with made_by_models.migration() as connection:
        Base.metadata.create_all(connection)
        wanted = definitions(connection)
    with empty.read() as session:
        found = definitions(session.connection())
    assert found == wanted
    assert all("WITHOUT ROWID" in " ".join(found[table]) for table in TABLES)


def test_revision_0001_keeps_rows_that_the_program_reads(empty: Database) -> None:
    STORE.upgrade(empty, "0001")
    insert_first_rows(empty)
    upgrade(empty)
    with empty.read() as session:
        case = session.get_one(Case, CASE)
        assert (case.received, case.activity, case.last_sequence) == (
            date(2026, 11, 1),
            date(2026, 11, 2),
            2,
        )
        entry = session.get_one(Entry, (CASE, 1))
        assert (entry.author, entry.envelope, entry.sealed) == ("reporter", b"\xaa", b"\xbb")
        assert session.get_one(Entry, (CASE, 2)).sealed is None
        assert session.get_one(Slot, bytes(32)).wrapped == bytes(72)
    assert instance(empty) == InstanceSecrets(bytes(16), bytes(32))


def test_the_way_back_and_forth_again_is_clear(empty: Database) -> None:
    upgrade(empty)
    insert_first_rows(empty)
    STORE.downgrade(empty, "base")
    assert tables(empty) == set()
    with pytest.raises(SchemaError):
        STORE.check(empty)
    upgrade(empty)
    insert_first_rows(empty)
    assert tables(empty) == TABLES


def test_rebuilding_a_table_deletes_nothing_that_refers_to_it(empty: Database) -> None:
    upgrade(empty)
    insert_first_rows(empty)
    with empty.migration() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("case", recreate="always") as batch:
            batch.add_column(Column("further", Integer, nullable=True))
    with empty.read() as session:
        assert session.execute(text("SELECT count(*) FROM entry")).scalar_one() == 2
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_migration_that_breaks_a_reference_is_undone(empty: Database) -> None:
    upgrade(empty)
    insert_first_rows(empty)
    with pytest.raises(StoreDamagedError), empty.migration() as connection:
        connection.execute(text('DELETE FROM "case"'))
    with empty.read() as session:
        assert session.get(Case, CASE) is not None


def test_destroying_a_case_destroys_all_that_belongs_to_it(empty: Database) -> None:
    upgrade(empty)
    insert_first_rows(empty)
    with empty.write() as session:
        session.execute(text('DELETE FROM "case"'))
    with empty.read() as session:
        for table in TABLES - {"instance"}:
            assert session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() == 0, table  # noqa: S608 - our own names


@pytest.mark.parametrize(
    "wrong",
    [
        'UPDATE "case" SET id = substr(id, 2)',
        'UPDATE "case" SET sealing_key = zeroblob(33)',
        "UPDATE \"case\" SET stage = ''",
        "UPDATE access SET unread = -1",
        "UPDATE access SET person = hex(zeroblob(33))",
        "UPDATE entry SET envelope = zeroblob(8388609)",
        "UPDATE entry SET sealed = x''",
        "UPDATE slot SET wrapped = NULL WHERE kind = 'codename'",
        "UPDATE slot SET expires = '2026-11-01' WHERE kind = 'codename'",
        "UPDATE slot SET kind = 'other'",
        "UPDATE reporter_session SET wrapped = zeroblob(71)",
        "UPDATE blob SET name = 'short'",
        "UPDATE blob SET sequence = 3",
        "INSERT INTO instance VALUES (2, zeroblob(16), zeroblob(32))",
        "INSERT INTO access VALUES (hex(zeroblob(16)), 'sari', '2026-11-02', 1, 1)",
    ],
)
def test_the_database_itself_holds_to_the_limits(empty: Database, wrong: str) -> None:
    upgrade(empty)
    insert_first_rows(empty)
    with pytest.raises(ConflictError), empty.write() as session:
        session.execute(text(wrong))


def initialised(url: str) -> bytes:
    database = open_database(url)
    initialise(database)
    salt = instance(database).codename_salt
    database.close()
    return salt


def test_processes_that_start_at_once_agree_on_the_instance_secrets(url: str) -> None:
    starting = [Process(initialised, url) for _ in range(4)]
    salts = {process.result() for process in starting}
    assert len(salts) == 1
    assert salts != {bytes(16)}


def test_the_instance_secrets_stay_and_are_not_shown(database: Database, make_case: CaseMaker) -> None:
    before = instance(database)
    make_case()
    initialise(database)
    assert instance(database) == before
    assert before.form_key.hex() not in repr(before)
    assert repr(before.form_key) not in repr(before)
    with database.write() as session:
        session.delete(session.get_one(Instance, 1))
    with pytest.raises(SchemaError):
        instance(database)


def test_a_folder_with_a_percent_sign_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / "100% % s"
    shared_folder(folder)
    database = open_database(f"sqlite:///{folder}/store.sqlite3")
    initialise(database)
    database.close()
    assert (folder / "store.sqlite3").stat().st_size > 0
