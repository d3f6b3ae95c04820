"""The migrations lead to what the models say, keep what is stored, and can be gone back."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Integer, inspect, select, text

from crypto.event import NO_EVENT, Part
from store.cases.caseload import case_row
from store.cases.chain import case_state
from store.cases.conversation import NewEntry, append_reporter_entry, reporter_view
from store.contract.procedure.state import first_state
from store.engine.database import Database, open_database
from store.engine.schema import STORE, InstanceSecrets, Schema, initialise, instance, upgrade
from store.errors import ConflictError, SchemaError, StoreDamagedError
from store.gateway.accounts.database import ACCOUNTS
from store.model import Access, Base, Blob, Case, Entry, Exclusion, Instance, Slot
from tests.own_places import SOME_PLACES
from tests.postgresql import PostgreSQL
from tests.shared_folders import shared_folder
from tests.store.conftest import ON_POSTGRESQL, ON_SQLITE, CaseMaker
from tests.store.processes import Process

CASE = "ab" * 16
# What SQLite has of its own, for PostgreSQL: the rows below are written once for both.
FUNCTIONS = """
CREATE FUNCTION zeroblob(integer) RETURNS bytea LANGUAGE sql AS 'SELECT decode(repeat(''00'', $1), ''hex'')';
CREATE FUNCTION hex(bytea) RETURNS text LANGUAGE sql AS 'SELECT upper(encode($1, ''hex''))'
"""
ROWS_OF_0001 = """
INSERT INTO "case"
VALUES (:case, zeroblob(32), zeroblob(32), 'received', '2026-11-01', '2026-11-02', 2, x'ee');
INSERT INTO access VALUES (:case, 'sari', '2026-11-02', 1, 1);
INSERT INTO access VALUES (:case, 'budi', '2026-11-02', 0, 2);
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
# What only the procedure writes, into a database to which `ROWS_OF_0001` have come over.
ROWS_OF_0002 = """
INSERT INTO event VALUES (:case, 1, x'01', x'02', x'03');
INSERT INTO event VALUES (:case, 2, x'04', x'05', NULL);
UPDATE standing SET events = 2, head = lower(hex(zeroblob(32))), handler = 'sari', sought = 1, due = '2026-11-06';
INSERT INTO access VALUES (:case, 'joko', 'lead', true, false, 0, '2026-11-06', 'review', 0, 0);
INSERT INTO identity_request VALUES (:case, 1, 'rina', 2);
INSERT INTO statistic VALUES (:case, x'06');
INSERT INTO statistic_reader VALUES (:case, 'dewi');
INSERT INTO blob VALUES ('abababababababababababababababab', :case, NULL, 1, 7, '2026-11-02')
"""
ROWS_OF_0003 = "INSERT INTO own_places VALUES (:case, x'07', zeroblob(64))"
TABLES_OF_0001 = {"case", "access", "entry", "blob", "slot", "reporter_session", "identity", "instance"}
TABLES_OF_0002 = TABLES_OF_0001 | {
    "event",
    "exclusion",
    "standing",
    "identity_request",
    "statistic",
    "statistic_reader",
}
TABLES = TABLES_OF_0002 | {"own_places"}


@pytest.fixture
def empty(url: str, backend: str) -> Iterator[Database]:
    database = open_database(url)
    if backend == "postgresql":
        execute(database, FUNCTIONS)
    yield database
    database.close()


def execute(database: Database, statements: str) -> None:
    with database.write() as session:
        for statement in statements.split(";"):
            told = text(spelled(database, statement))
            session.execute(told, {"case": CASE} if ":case" in statement else {})


def spelled(database: Database, statement: str) -> str:
    """With bytes as the database writes them: SQLite's x'00' would be bits in PostgreSQL."""
    if database.engine.dialect.name == "sqlite":
        return statement
    return re.sub(r"\bx'([0-9a-f]*)'", r"'\\x\1'::bytea", statement)


def with_rows(database: Database) -> None:
    """A database of the newest revision with rows in every table."""
    STORE.upgrade(database, "0001")
    execute(database, ROWS_OF_0001)
    upgrade(database)
    execute(database, ROWS_OF_0002)
    execute(database, ROWS_OF_0003)


def rows(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.read() as session:
        return sorted(map(tuple, session.execute(text(f'SELECT * FROM "{table}"'))), key=repr)  # noqa: S608 - our own names


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


@ON_SQLITE
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


def constraints(connection: Connection) -> set[tuple[str, ...]]:
    """Each constraint and index of PostgreSQL by name, with its definition."""
    found = connection.execute(
        text(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%'"
            " UNION SELECT indexname, indexdef FROM pg_indexes"
            " WHERE schemaname = 'public' AND indexname NOT LIKE 'alembic%'"
        )
    )
    return {tuple(row) for row in found}


@ON_POSTGRESQL
@pytest.mark.parametrize("there_and_back", [False, True])
def test_constraints_and_indexes_are_as_the_models_say(
    empty: Database, postgresql: PostgreSQL, there_and_back: bool
) -> None:
    upgrade(empty)
    if there_and_back:
        STORE.downgrade(empty, "0001")
        upgrade(empty)
    url = postgresql.new_database()
    made_by_models = open_database(url)
    with made_by_models.migration() as connection:
        Base.metadata.create_all(connection)
        wanted = constraints(connection)
    made_by_models.close()
    postgresql.take_back(url)
    with empty.read() as session:
        assert constraints(session.connection()) == wanted
    assert len(wanted) > 60


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
        assert (row.part, row.declared, row.handler, row.stage) == (Part.OFFICER, True, None, "received")
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
    append_reporter_entry(empty, NewEntry(CASE, 3, date(2026, 11, 3), b"e", b"s", SOME_PLACES))
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
        "INSERT INTO access SELECT hex(zeroblob(16)), 'tuti', part, true, false, 1, due, stage, 0, 0 FROM access",
        "UPDATE access SET part = 'custodian'",
        "UPDATE access SET rank = 2",
        "UPDATE event SET sequence = 0 WHERE sequence = 2",
        "UPDATE event SET statement = zeroblob(16385)",
        "UPDATE event SET signature = x''",
        "UPDATE event SET content = zeroblob(8388609)",
        "UPDATE standing SET head = 'short'",
        "UPDATE exclusion SET record = x''",
        "UPDATE identity_request SET sequence = 3",
        "UPDATE identity_request SET custodian = ''",
        "UPDATE statistic SET record = x''",
        "UPDATE statistic_reader SET person = ''",
        "UPDATE own_places SET statement = x''",
        "UPDATE own_places SET statement = zeroblob(65537)",
        "UPDATE own_places SET signature = zeroblob(63)",
        "UPDATE blob SET event = 3 WHERE event = 1",
        "UPDATE blob SET sequence = 2 WHERE event = 1",
    ],
)
def test_the_database_itself_holds_to_the_limits(empty: Database, wrong: str) -> None:
    with_rows(empty)
    with pytest.raises(ConflictError):
        execute(empty, wrong)


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


@pytest.mark.parametrize("schema", [STORE, ACCOUNTS], ids=["store", "accounts"])
def test_the_newest_revision_is_the_one_that_all_migrations_lead_to(schema: Schema) -> None:
    assert ScriptDirectory(str(schema.migrations)).get_heads() == [schema.newest]


def test_a_folder_with_a_percent_sign_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / "100% % s"
    shared_folder(folder)
    database = open_database(f"sqlite:///{folder}/store.sqlite3")
    initialise(database)
    database.close()
    assert (folder / "store.sqlite3").stat().st_size > 0
