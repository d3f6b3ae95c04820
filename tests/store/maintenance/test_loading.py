"""Rows of one database go into an empty one of either kind and of any version that the program knows, or not at all."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from store.engine.database import Database, open_database
from store.engine.schema import STORE
from store.errors import StoreDamagedError
from store.maintenance.loading import LoadedTable, load, new_file
from store.maintenance.snapshot import STORE_ROWS, Value, read_rows
from tests.store.conftest import ON_SQLITE, CaseMaker
from tests.store.further_revision import FURTHER, NEWEST, further_schema
from tests.store.rows import execute


def rows_of(database: Database) -> list[tuple[str, tuple[str, ...], list[tuple[object, ...]]]]:
    """All rows as a dump has them."""
    with read_rows(database, STORE_ROWS) as tables:
        return [(table.name, table.columns, [_as_dumped(row) for row in table.rows]) for table in tables]


def _as_dumped(row: tuple[Value, ...]) -> tuple[object, ...]:
    return tuple(value.isoformat() if isinstance(value, date) else value for value in row)


def loaded(path: Path, tables: list[LoadedTable], revision: str = NEWEST) -> None:
    with new_file(path, shared=False) as database:
        load(database, STORE, revision, tables)


@pytest.fixture
def anew(tmp_path: Path) -> Iterator[Path]:
    """Return where no database is yet."""
    yield tmp_path / "anew.sqlite3"
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


@ON_SQLITE
def test_rows_of_an_earlier_version_are_brought_to_this_one(
    database: Database, make_case: CaseMaker, anew: Path, tmp_path: Path
) -> None:
    make_case()
    later = further_schema(tmp_path / "migrations")
    with new_file(anew, shared=False) as made:
        load(made, later, NEWEST, rows_of(database))
        assert later.revision_of(made) == FURTHER
    with closing(open_database(f"sqlite:///{anew}")) as found, found.read() as session:
        assert session.scalar(text('SELECT count(*) FROM "case"')) == 1
        assert session.scalar(text("SELECT count(*) FROM entry")) == 1


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda tables: [*tables, ("alembic_version", ("version_num",), [("0",)])], "table alembic_version"),
        (lambda tables: [*tables, ("nothing", ("id",), [(1,)])], "table nothing"),
        (lambda tables: [("case", ("id", "more"), [("a", "b")]), *tables], "table case"),
        (lambda _: [("instance", ("id",), [("1",)])], "wrong kind for the table instance"),
        (lambda _: [("instance", ("id", "form_key"), [(1,)])], "wrong kind for the table instance"),
        (lambda _: [("blob", ("day",), [("2026-13-01",)])], "wrong kind for the table blob"),
        (lambda _: [("access", ("declared",), [(1,)])], "wrong kind for the table access"),
    ],
    ids=["version", "unknown table", "unknown column", "text", "short row", "no day", "number"],
)
def test_rows_that_do_not_fit_are_refused_and_leave_no_database(
    database: Database, make_case: CaseMaker, anew: Path, change: object, words: str
) -> None:
    make_case()
    assert callable(change)
    with pytest.raises(StoreDamagedError, match=words):
        loaded(anew, change(rows_of(database)))
    assert not anew.exists()


def test_rows_of_a_version_that_the_program_does_not_know_are_refused(anew: Path) -> None:
    with pytest.raises(StoreDamagedError, match="another version of Kentongan"):
        loaded(anew, [], "9999")
    assert not anew.exists()


@ON_SQLITE
@pytest.mark.parametrize("damage", ["UPDATE entry SET day = 'kemarin'", "UPDATE entry SET envelope = 'teks'"])
def test_a_value_that_no_server_writes_makes_no_backup(
    database: Database, make_case: CaseMaker, damage: str
) -> None:
    """A restore would not take it; it is named while the backup before this one is still there."""
    make_case()
    execute(database, "PRAGMA ignore_check_constraints = ON")
    execute(database, damage)
    with pytest.raises(StoreDamagedError, match=r"table entry .* Keep the backup before this one"):
        rows_of(database)
