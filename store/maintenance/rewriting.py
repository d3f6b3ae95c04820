"""The rewriting of SQLite's table of files, so that its pages do not show that the row of a withdrawn file is gone.

SQLite puts a row where a deleted one lay, or behind all others of its page. So the places of rows tell the order in
which they were written, and a hole tells that one went, and between which others. PostgreSQL is left as it is.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Column, ColumnElement, MetaData, Table, and_, delete, func, insert, select

from store.engine.database import Database
from store.model import Blob
from store.model.columns import HEX_DIGITS

ROWS_AT_ONCE: Final = 20_000
"""Reports wait meanwhile: 0.2 seconds on two slow cores."""
_COPY: Final = Table(
    "rewritten_blob",
    MetaData(),
    *(Column(column.name, column.type) for column in Blob.__table__.columns),
    prefixes=["TEMPORARY"],  # in memory, and of this connection alone
)


def rewrite_files(database: Database, rows_at_once: int = ROWS_AT_ONCE) -> None:
    """Write the rows of all files anew in the order of their random names, a transaction for each share of them."""
    if not database.is_sqlite:
        return
    with database.read() as session:
        rows = session.scalar(select(func.count()).select_from(Blob)) or 0
    for share in _shares(rows // rows_at_once + 1):
        _rewrite(database, share)
    with database.write() as session:
        session.connection().exec_driver_sql("REINDEX blob")


def _shares(number: int) -> Iterator[ColumnElement[bool]]:
    ends = [f"{share * 16**HEX_DIGITS // number:0{HEX_DIGITS}x}" for share in range(number)]
    for first, after in zip(ends, [*ends[1:], "g"], strict=True):  # no name begins with a g
        yield and_(Blob.name >= first, Blob.name < after)


def _rewrite(database: Database, share: ColumnElement[bool]) -> None:
    names = [column.name for column in _COPY.columns]
    with database.write() as session:
        connection = session.connection()
        _COPY.create(connection)
        connection.execute(insert(_COPY).from_select(names, select(Blob.__table__).where(share)))
        connection.execute(delete(Blob).where(share))
        connection.execute(insert(Blob).from_select(names, select(_COPY).order_by(_COPY.c.name)))
        _COPY.drop(connection)
