"""Rows in every table, as SQL that no model wrote, and how they get into a database."""

import re

from sqlalchemy import inspect, text

from store.engine.database import Database
from store.engine.schema import upgrade

CASE = "ab" * 16
# What SQLite has of its own, for PostgreSQL: the rows below are written once for both.
FUNCTIONS = """
CREATE FUNCTION zeroblob(integer) RETURNS bytea LANGUAGE sql AS 'SELECT decode(repeat(''00'', $1), ''hex'')';
CREATE FUNCTION hex(bytea) RETURNS text LANGUAGE sql AS 'SELECT upper(encode($1, ''hex''))'
"""
ROWS = """
INSERT INTO "case" VALUES (:case, zeroblob(32), zeroblob(32), 'received', '2026-11-01', '2026-11-02', 2);
INSERT INTO exclusion VALUES (:case, x'ee');
INSERT INTO excluded_signatory VALUES (:case, 'lina', 'sekretaris');
INSERT INTO standing VALUES (:case, 2, lower(hex(zeroblob(32))), 'sari', '2026-11-06', 1, NULL, true, NULL, NULL, NULL);
INSERT INTO access VALUES (:case, 'sari', 'officer', true, true, 0, '2026-11-06', 'received', 1, 1);
INSERT INTO access VALUES (:case, 'budi', 'officer', true, false, 0, '2026-11-06', 'received', 0, 2);
INSERT INTO access VALUES (:case, 'joko', 'lead', true, false, 0, '2026-11-06', 'received', 0, 0);
INSERT INTO entry VALUES (:case, 1, 'reporter', '2026-11-01', x'aa', x'bb');
INSERT INTO entry VALUES (:case, 2, 'sari', '2026-11-02', x'cc', NULL);
INSERT INTO part_tombstone VALUES (:case, 2, x'01', x'02', x'04', x'05');
INSERT INTO own_places VALUES (:case, x'07', zeroblob(64));
INSERT INTO event VALUES (:case, 1, x'01', x'02', x'03');
INSERT INTO event VALUES (:case, 2, x'04', x'05', NULL);
INSERT INTO blob VALUES ('cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', :case, 2, NULL, 5000000000, '2026-11-02', false);
INSERT INTO blob VALUES ('efefefefefefefefefefefefefefefef', :case, NULL, NULL, 0, '2026-11-02', false);
INSERT INTO blob VALUES ('abababababababababababababababab', :case, NULL, 1, 7, '2026-11-02', false);
INSERT INTO blob_tombstone VALUES ('dcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdc');
INSERT INTO slot VALUES (zeroblob(32), :case, zeroblob(72), 'codename', NULL);
INSERT INTO slot VALUES ('ffffffffffffffffffffffffffffffff', :case, NULL, 'spent', '2026-12-01');
INSERT INTO reporter_session VALUES (zeroblob(32), :case, zeroblob(72), 4102444800);
INSERT INTO identity VALUES (:case, x'dd', '2026-11-01');
INSERT INTO identity_request VALUES (:case, 1, 'rina', 2);
INSERT INTO statistic VALUES (:case, x'06');
INSERT INTO statistic_reader VALUES (:case, 'dewi');
INSERT INTO statistic_author VALUES (:case, 'sari');
INSERT INTO countdown VALUES (:case, 2, 1, '2026-11-05');
INSERT INTO tombstone VALUES (
    :case, 2, lower(hex(zeroblob(32))), '2026-11', x'01', x'02', x'04', x'05'
);
INSERT INTO office_texts VALUES (1, x'09');
INSERT INTO private_record VALUES ('sari', x'08');
INSERT INTO instance VALUES (1, zeroblob(16), zeroblob(32))
"""
TABLES = set(re.findall(r'INSERT INTO "?(\w+)', ROWS))


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
    upgrade(database)
    execute(database, ROWS)


def rows(database: Database, table: str) -> list[dict[str, object]]:
    """Every row of a table by column, whatever the columns' order."""
    with database.read() as session:
        found = session.execute(text(f'SELECT * FROM "{table}"')).mappings()  # noqa: S608 - our own names
        return sorted((dict(sorted(dict(row).items())) for row in found), key=repr)


def tables(database: Database) -> set[str]:
    with database.read() as session:
        return set(inspect(session.connection()).get_table_names()) - {"alembic_version"}
