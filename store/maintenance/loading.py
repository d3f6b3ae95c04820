"""Rows of a backup, put into an empty database of either kind, in one transaction.

The tables are those of the revision at which the rows were read; afterwards they are brought to the newest.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, MetaData, Table, delete, func, insert, select
from sqlalchemy.orm import Session

from crypto.errors import marked
from store.engine.database import Database, file_url, open_database
from store.engine.schema import Schema
from store.errors import StoreDamagedError, StoreError
from store.model import Blob
from store.web.durable import fsync_folder

_FETCHED: Final = Blob.fetched.key
LoadedTable = tuple[str, tuple[str, ...], Iterable[Sequence[object]]]
_BATCH: Final = 200
_MADE_ANEW: Final = "instance"  # a server that was started makes this row; the backup's takes its place
_VERSIONS: Final = "alembic_version"
_NOT_EMPTY: Final = marked(
    "The database is not empty: its table {table} has rows. Stop both servers, put an empty database in its place, and "
    "try again."
)
_STRANGE_TABLE: Final = marked("The backup has a table {table} that a database of its version has not.")
_STRANGE_VALUE: Final = marked("The backup has a value of the wrong kind for the table {table}.")
_OTHER_REVISION: Final = marked(
    "The backup is of another version of Kentongan than the tables of this database. Restore it with the version that "
    "it was made with, and upgrade afterwards."
)
_JOURNALS: Final = ("-wal", "-shm")


class DatabaseNotEmptyError(StoreError):
    """The database is not empty."""


@contextmanager
def new_file(path: Path, *, shared: bool) -> Iterator[Database]:
    """Open a new SQLite database that has the name `path` only once the block has ended well."""
    part = path.with_name(f".{path.name}.restored")
    _remove(part)
    try:
        database = open_database(file_url(part), shared=shared)
        try:
            yield database
            database.truncate_wal()
        finally:
            database.close()
        part.rename(path)
        fsync_folder(path.parent)
    finally:
        _remove(part)


def load(database: Database, schema: Schema, revision: str, tables: Iterable[LoadedTable]) -> None:
    """Put the rows into the database, all or none.

    Raises `DatabaseNotEmptyError`, or `StoreDamagedError` for rows that do not fit.
    """
    _reach(database, schema, revision)
    with database.write() as session:
        known = MetaData()
        known.reflect(session.connection())
        _require_empty(session, known)
        for name, columns, rows in tables:
            table = known.tables.get(name)
            if table is None or name == _VERSIONS or not set(columns) <= set(table.columns.keys()):
                raise StoreDamagedError(_STRANGE_TABLE, table=name)
            _insert(session, table, columns, rows)
    schema.upgrade(database)


def with_files_fetched(tables: Iterable[LoadedTable]) -> Iterator[LoadedTable]:
    """Yield the tables of a backup, with every file marked as fetched: what was since the backup is unknown."""
    for name, columns, rows in tables:
        if name == Blob.__tablename__ and _FETCHED in columns:
            at = columns.index(_FETCHED)
            yield name, columns, ((*row[:at], True, *row[at + 1 :]) for row in rows)
        else:
            yield name, columns, rows


def _reach(database: Database, schema: Schema, revision: str) -> None:
    """Bring tables to the revision of the rows; those that were made already stay as they are."""
    if not schema.knows(revision):
        raise StoreDamagedError(_OTHER_REVISION)
    if schema.revision_of(database) is None:
        schema.upgrade(database, revision)
    elif schema.revision_of(database) != revision:
        raise StoreDamagedError(_OTHER_REVISION)


def _require_empty(session: Session, known: MetaData) -> None:
    for table in known.sorted_tables:
        if table.name in {_VERSIONS, _MADE_ANEW}:
            continue
        if session.scalar(select(func.count()).select_from(select(table).limit(1).subquery())):
            raise DatabaseNotEmptyError(_NOT_EMPTY, table=table.name)


def _insert(
    session: Session, table: Table, columns: tuple[str, ...], rows: Iterable[Sequence[object]]
) -> None:
    if table.name == _MADE_ANEW:
        session.execute(delete(table))
    wanted = [table.columns[name] for name in columns]
    batch = list[dict[str, object]]()
    for row in rows:
        batch.append(_converted(table.name, wanted, row))
        if len(batch) == _BATCH:
            session.execute(insert(table), batch)
            batch.clear()
    if batch:
        session.execute(insert(table), batch)


def _converted(table: str, columns: Sequence[Column[Any]], row: Sequence[object]) -> dict[str, object]:
    try:
        return {column.name: _value(column, value) for column, value in zip(columns, row, strict=True)}
    except ValueError:
        raise StoreDamagedError(_STRANGE_VALUE, table=table) from None


def _value(column: Column[Any], value: object) -> object:
    """Return the value as the column takes it; raise `ValueError` for one of another kind."""
    kind = column.type.python_type
    if value is None:
        return value
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if type(value) is not kind:
        raise ValueError(kind)
    return value


def _remove(part: Path) -> None:
    for path in (part, *(part.with_name(part.name + end) for end in _JOURNALS)):
        path.unlink(missing_ok=True)
