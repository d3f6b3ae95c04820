"""The tables are what the models say, hold to their limits by themselves, and keep this instance's secrets."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from store.engine.database import Database, open_database
from store.engine.schema import STORE, Schema, initialise, instance, upgrade
from store.errors import ConflictError, SchemaError
from store.gateway.accounts.database import ACCOUNTS
from store.model import Base, Instance
from tests.postgresql_server import PostgreSQL
from tests.store.conftest import ON_POSTGRESQL, ON_SQLITE, CaseMaker
from tests.store.processes import Process
from tests.store.rows import TABLES, execute, tables, with_rows


def definitions(connection: Connection) -> dict[str, list[str]]:
    """Each table's and index's SQL, as a sorted list of its lines."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {
        name: sorted(
            line.strip().rstrip(",") for line in sql.replace(f'"{name}" (', f"{name} (").splitlines()
        )
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
        STORE.downgrade(empty, "base")
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
        "UPDATE countdown SET days = -1",
        "UPDATE tombstone SET events = 1",
        "UPDATE tombstone SET head = 'short'",
        "UPDATE tombstone SET month = '2026'",
        "UPDATE tombstone SET confirmation = x''",
        "UPDATE exclusion SET record = x''",
        "UPDATE identity_request SET sequence = 3",
        "UPDATE identity_request SET custodian = ''",
        "UPDATE statistic SET record = x''",
        "UPDATE statistic_reader SET person = ''",
        "UPDATE office_texts SET record = x''",
        "UPDATE office_texts SET record = zeroblob(262145)",
        "INSERT INTO office_texts VALUES (2, x'01')",
        "UPDATE private_record SET record = x''",
        "UPDATE private_record SET record = zeroblob(262145)",
        "UPDATE private_record SET person = ''",
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
