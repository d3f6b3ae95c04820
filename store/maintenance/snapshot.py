"""All rows of a database at one moment, table by table in the order of their keys, for a backup.

What is read is independent of the kind of database. Rows come in the order of their keys, which tells nothing of the
order in which they were written.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from crypto.errors import marked
from store.attachments.blobs import is_blob_name
from store.engine.database import Database
from store.engine.schema import STORE, Schema
from store.errors import StoreDamagedError
from store.model import (
    Blob,
    Entry,
    Exclusion,
    PrivateRecord,
    ReporterSession,
    Statistic,
    StoredEvent,
    StoredIdentity,
    StoredOfficeTexts,
)
from store.values import StoredBlob

Value = None | bool | int | str | bytes | date
_BATCH: Final = 100
_STRANGE_NAME: Final = marked(
    "The database names an attachment in a way that no server of ours does: somebody altered it. Keep the backup "
    "before this one."
)
_STRANGE_VALUE: Final = marked(
    "The table {table} of the database holds a value of the wrong kind: it is damaged, or somebody altered it. Keep "
    "the backup before this one."
)


@dataclass(frozen=True, slots=True)
class RowSelection:
    """The rows of a database that belong into a backup.

    `without` are tables that stay out, `only` are conditions on the rows of others. `apart` are columns of large
    ciphertexts by table, and `case_tables` names the column with the case's identifier where it is not `case`.
    """

    schema: Schema
    without: frozenset[str] = frozenset()
    only: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


# Sessions tell who was in a mailbox when. Blobs that no message names yet are the sweep's: a reply that names one after
# a restore learns that it is gone.
STORE_ROWS: Final = RowSelection(
    STORE,
    frozenset({ReporterSession.__tablename__}),
    {Blob.__tablename__: or_(Blob.sequence.is_not(None), Blob.event.is_not(None))},
    {
        Entry.__tablename__: ("envelope", "sealed"),
        Exclusion.__tablename__: ("record",),
        StoredOfficeTexts.__tablename__: ("record",),
        PrivateRecord.__tablename__: ("record",),
        Statistic.__tablename__: ("record",),
        StoredEvent.__tablename__: ("content",),
        StoredIdentity.__tablename__: ("envelope",),
    },
)


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table's rows: `key` are the columns that tell them apart, `case` the one that names their case, if any.

    `apart` are the columns of large ciphertexts, `optional` those of them that may be empty.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    case: str | None
    apart: tuple[str, ...]
    optional: tuple[str, ...]
    rows: Iterator[tuple[Value, ...]]


@contextmanager
def read_rows(database: Database, selection: RowSelection) -> Iterator[Iterator[TableRows]]:
    """Open one unchanging view of the database and yield its tables, those that others refer to first.

    The rows of one table must be read before the next one is asked for. Raises `SchemaError` for a database that is not
    at this program's revision, and `StoreDamagedError` for values of the wrong kind.
    """
    selection.schema.check(database)
    with database.read() as session:
        yield _tables(session, selection)


def stored_blob(columns: tuple[str, ...], row: tuple[Value, ...]) -> tuple[StoredBlob, date]:
    """Return the blob that a row of its table names, and its day.

    Raises `StoreDamagedError` for a name that no server gives: it could lead to any file of this machine, and no
    restore would take it.
    """
    found = dict(zip(columns, row, strict=True))
    name, size, day = found["name"], found["size"], found["day"]
    if not is_blob_name(name) or not isinstance(size, int) or not isinstance(day, date):
        raise StoreDamagedError(_STRANGE_NAME)
    return StoredBlob(str(name), size), day


def _tables(session: Session, selection: RowSelection) -> Iterator[TableRows]:
    for table in selection.schema.metadata.sorted_tables:
        if table.name in selection.without:
            continue
        apart = selection.apart.get(table.name, ())
        yield TableRows(
            str(table.name),
            tuple(str(column.name) for column in table.columns),
            tuple(str(column.name) for column in table.primary_key.columns),
            _case_column(table),
            apart,
            tuple(name for name in apart if table.columns[name].nullable),
            _rows(session, table, selection.only.get(table.name)),
        )


def _case_column(table: Table) -> str | None:
    if table.name == "case":
        return "id"
    return "case" if "case" in table.columns else None


def _rows(
    session: Session, table: Table, condition: ColumnElement[bool] | None
) -> Iterator[tuple[Value, ...]]:
    query = select(table).order_by(*table.primary_key.columns)
    if condition is not None:
        query = query.where(condition)
    columns = list(table.columns)
    found = session.execute(query, execution_options={"yield_per": _BATCH})
    try:
        for row in found:
            yield _checked(columns, tuple(row))
    except (ValueError, TypeError):  # a day that is none
        raise StoreDamagedError(_STRANGE_VALUE, table=table.name) from None


def _checked(columns: list[Column[Any]], row: tuple[Any, ...]) -> tuple[Value, ...]:
    """Return the row; raise `TypeError` for what SQLite takes into any column."""
    for column, value in zip(columns, row, strict=True):
        if not (value is None and column.nullable) and type(value) is not column.type.python_type:
            raise TypeError
    return row
