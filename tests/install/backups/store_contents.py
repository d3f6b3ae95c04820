"""What a store has, by the places at which backups look for it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from install.backups.index import blob_digest, blob_source, column_source, content_digest

Content = tuple[str, bytes]
"""A place of the store, and the digest of what lies or lay there."""
Place = tuple[str, int]
"""A case, and a place in its conversation."""
_COLUMNS: Final = (
    ("entry", "envelope", '"case", sequence'),
    ("entry", "sealed", '"case", sequence'),
    ("event", "content", '"case", sequence'),
    ("identity", "envelope", '"case"'),
    ("exclusion", "record", '"case"'),
)


def rows_of(database: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def contents_of(database: Path) -> dict[str, bytes]:
    """The digests of all contents of cases that do not change, by their places."""
    found = {
        column_source(table, column, key): content_digest(content)
        for table, column, keys in _COLUMNS
        for content, *key in rows_of(database, f"SELECT {column}, {keys} FROM {table}")  # noqa: S608 # of five
        if content is not None
    }
    sizes = rows_of(database, "SELECT name, size FROM blob")
    return found | {blob_source(name): blob_digest(size) for name, size in sizes}


def files_of(database: Path) -> dict[str, Place]:
    """The places of the reporters' files, by their blobs."""
    rows = rows_of(database, 'SELECT name, "case", sequence FROM blob WHERE sequence IS NOT NULL')
    return {name: (case, sequence) for name, case, sequence in rows}


def places_of(database: Path) -> set[Place]:
    """The places of all messages."""
    return {(case, sequence) for case, sequence in rows_of(database, 'SELECT "case", sequence FROM entry')}


def emptied_of(database: Path) -> set[Place]:
    """The places of messages that two people destroyed."""
    rows = rows_of(database, 'SELECT "case", sequence FROM entry WHERE envelope IS NULL')
    return {(case, sequence) for case, sequence in rows}
