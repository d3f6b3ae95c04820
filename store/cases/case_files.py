"""The files of a case: which entry or event each belongs to."""

from collections.abc import Collection

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from store.domain.roster import REPORTER
from store.engine.database import Database
from store.errors import BlobNotFreeError, NotFoundError
from store.model import Blob, Entry
from store.model.blob import UNBOUND
from store.values import StoredBlob


def require_free_blobs(session: Session, case: str, names: Collection[str]) -> None:
    """Raise `BlobNotFreeError` unless each was uploaded for this case, is free, and is named once."""
    if names and len(names) != session.scalar(
        select(func.count()).where(Blob.name.in_(names), Blob.case == case, UNBOUND)
    ):
        raise BlobNotFreeError


def bind_blobs(session: Session, case: str, names: Collection[str], **place: int) -> None:
    """Bind blobs to an entry (`sequence`) or to a working paper (`event`).

    Raises `BlobNotFreeError` unless each was uploaded for this case and is free.
    """
    if not names:
        return
    free = Blob.name.in_(names), Blob.case == case, UNBOUND
    bound = session.scalars(update(Blob).where(*free).values(place).returning(Blob.name)).all()
    if set(bound) != set(names):
        raise BlobNotFreeError


def hold_files(session: Session, case: str) -> None:
    """Count every file that the reporter has sent so far as fetched: a legal hold is laid, and none may go any more."""
    sent = select(Entry.sequence).where(Entry.case == case, Entry.author == REPORTER)
    session.execute(
        update(Blob).where(Blob.case == case, Blob.sequence.in_(sent), ~Blob.fetched).values(fetched=True)
    )


def hold_file(session: Session, case: str, sequence: int) -> None:
    """Count the file at this place as fetched: the chain names it, and would tell that it was withdrawn later."""
    of_place = Blob.case == case, Blob.sequence == sequence
    session.execute(update(Blob).where(*of_place).values(fetched=True))


def reporter_blob(database: Database, case: str, blob: str) -> StoredBlob:
    """Return a blob of an entry of this case. Raises `NotFoundError` for any other, or one not bound yet."""
    with database.read() as session:
        found = session.get(Blob, blob)
        if found is None or found.case != case or found.sequence is None:
            raise NotFoundError
        return StoredBlob(found.name, found.size)
