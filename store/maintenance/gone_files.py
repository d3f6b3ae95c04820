"""Files that have left the store since their rows were read, and what lies at their places now."""

from collections.abc import Iterator, Mapping, Set

from sqlalchemy import select

from store.engine.database import Database
from store.model import Blob, BlobTombstone, Entry

MessagePlace = tuple[str, int]
"""A case, and a place in its conversation; 0 for a file that no message names."""
Sides = tuple[bytes | None, bytes | None]
"""A message for its readers, and for the mailbox; None for a side that is empty."""


def has_file(database: Database, blob: str) -> bool:
    """Return whether a row names this file now."""
    with database.read() as session:
        return session.get(Blob, blob) is not None


def gone_files(database: Database, places: Mapping[str, MessagePlace]) -> Iterator[tuple[str, Sides | None]]:
    """Yield each of these files that no row names any more, and the message that lies at its place now, if one does."""
    with database.read() as session:
        there = set(session.scalars(select(Blob.name)))
        for name in places.keys() - there:
            entry = session.get(Entry, places[name])
            yield name, None if entry is None else (entry.envelope, entry.sealed)


def with_tombstone(database: Database, blobs: Set[str]) -> frozenset[str]:
    """Return those of these files that were withdrawn or destroyed."""
    with database.read() as session:
        return frozenset(session.scalars(select(BlobTombstone.name))) & blobs
