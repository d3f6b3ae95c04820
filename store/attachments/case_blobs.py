"""Blobs and what speaks of them: the one way from a blob's name to the blob, and the one by which it gets there."""

from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.orm import Session

from store.errors import BlobNotFreeError, NotFoundError
from store.model import Blob
from store.model.blob import UNBOUND
from store.values import StoredBlob


def entry_blob(session: Session, case: str, blob: str) -> StoredBlob:
    """A blob of an entry of this very case; `NotFoundError` for any other, and for one not bound yet."""
    found = session.get(Blob, blob)
    if found is None or found.case != case or found.sequence is None:
        raise NotFoundError
    return StoredBlob(found.name, found.size)


def case_blob(session: Session, case: str, blob: str) -> StoredBlob:
    """A blob of an entry or of a working paper of this very case; never for the reporter. `NotFoundError`."""
    found = session.get(Blob, blob)
    if found is None or found.case != case or (found.sequence is None and found.event is None):
        raise NotFoundError
    return StoredBlob(found.name, found.size)


def bind_to_entry(session: Session, case: str, sequence: int, blobs: Iterable[str]) -> None:
    """Give an entry its blobs; `BlobNotFreeError` unless each was uploaded for this case and is free."""
    _bind(session, case, set(blobs), sequence=sequence)


def bind_to_event(session: Session, case: str, event: int, blobs: Iterable[str]) -> None:
    """Give a working paper its blobs; `BlobNotFreeError` unless each was uploaded for this case and is free."""
    _bind(session, case, set(blobs), event=event)


def _bind(session: Session, case: str, names: set[str], **place: int) -> None:
    if not names:
        return
    bound = session.scalars(
        update(Blob)
        .where(Blob.name.in_(names), Blob.case == case, UNBOUND)
        .values(place)
        .returning(Blob.name)
    ).all()
    if set(bound) != names:
        raise BlobNotFreeError
