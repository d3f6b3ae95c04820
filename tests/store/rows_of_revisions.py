"""Rows of every revision, as a database of then holds them, and how they get into it."""

import re

from sqlalchemy import inspect, text

from store.engine.database import Database
from store.engine.schema import STORE, upgrade

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
