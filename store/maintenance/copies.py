"""A copy of the store's database for a backup, and the attachments that go with it."""

from pathlib import Path
from typing import Final

from sqlalchemy import or_, select

from store.attachments.blobs import is_blob_name
from store.engine.copying import copy_database
from store.engine.database import Database
from store.errors import StoreDamagedError
from store.model import Blob
from store.values import StoredBlob

# Sessions, which tell who was in a mailbox when, and blobs that the sweep would delete: a reply that names one after
# the copy is restored learns that it is gone.
_LEFT_OUT: Final = (
    "DELETE FROM reporter_session",
    "DELETE FROM blob WHERE sequence IS NULL AND event IS NULL",
)
_STRANGE_NAME: Final = (
    "The database names an attachment in a way that no server of ours does: somebody altered it. Keep the backup "
    "before this one."
)


def copy_store(source: Path, copy: Path, busy_seconds: float) -> None:
    """Copy a store's SQLite file as it is at one moment, without sessions and without unbound blobs."""
    copy_database(source, copy, _LEFT_OUT, busy_seconds)


def named_blobs(database: Database) -> tuple[StoredBlob, ...]:
    """Return all blobs that entries and events name.

    None of them is ever deleted: if they are copied after the database, no file is missing. Raises `StoreDamagedError`
    for a name that no server gives: it could lead to any file of this machine, and no restore would take it.
    """
    named = or_(Blob.sequence.is_not(None), Blob.event.is_not(None))
    with database.read() as session:
        found = session.execute(select(Blob.name, Blob.size).where(named)).all()
    if not all(is_blob_name(name) and type(size) is int for name, size in found):
        raise StoreDamagedError(_STRANGE_NAME)
    return tuple(StoredBlob(name, size) for name, size in found)
