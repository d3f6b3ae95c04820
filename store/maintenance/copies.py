"""A copy of the store's database for a backup, and the attachments that go with it."""

from pathlib import Path
from typing import Final

from sqlalchemy import or_, select

from store.engine.copying import copy_database
from store.engine.database import Database
from store.model import Blob
from store.values import StoredBlob

# Sessions, which tell who was in a mailbox when, and blobs that the sweep would delete: a reply that names one after
# the copy is restored learns that it is gone.
_LEFT_OUT: Final = (
    "DELETE FROM reporter_session",
    "DELETE FROM blob WHERE sequence IS NULL AND event IS NULL",
)


def copy_store(source: Path, copy: Path, busy_seconds: float) -> None:
    """Copy a store's SQLite file as it is at one moment, without sessions and without unbound blobs."""
    copy_database(source, copy, _LEFT_OUT, busy_seconds)


def named_blobs(database: Database) -> tuple[StoredBlob, ...]:
    """Return all blobs that entries and events name.

    None of them is ever deleted: if they are copied after the database, no file is missing.
    """
    named = or_(Blob.sequence.is_not(None), Blob.event.is_not(None))
    with database.read() as session:
        return tuple(StoredBlob(*row) for row in session.execute(select(Blob.name, Blob.size).where(named)))
