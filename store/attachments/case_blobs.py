"""Blobs and what refers to them: the one way to look a blob up by its name, and the one way to bind it."""

from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.orm import Session

from store.errors import BlobNotFreeError, NotFoundError
from store.model import Blob
from store.model.blob import UNBOUND
from store.values import StoredBlob


def entry_blob(session: Session, case: str, blob: str) -> StoredBlob:
    """Return a blob of an entry of this case. Raises `NotFoundError` for any other, or one not bound yet."""
    found = session.get(Blob, blob)
    if found is None or found.case != case or found.sequence is None:
        raise NotFoundError
    return StoredBlob(found.name, found.size)


def case_blob(session: Session, case: str, blob: str) -> StoredBlob:
    """Return a blob of an entry or a working paper of this case; never for the reporter. Raises `NotFoundError`."""
    found = session.get(Blob, blob)
    if found is None or found.case != case or (found.sequence is None and found.event is None):
        raise NotFoundError
    return StoredBlob(found.name, found.size)


def bind_to_entry(session: Session, case: str, sequence: int, blobs: Iterable[str]) -> None:
    """Bind blobs to an entry. Raises `BlobNotFreeError` unless each was uploaded for this case and is free."""
    _bind(session, case, set(blobs), sequence=sequence)


def bind_to_event(session: Session, case: str, event: int, blobs: Iterable[str]) -> None:
    """Bind blobs to a working paper. Raises `BlobNotFreeError` unless each was uploaded for this case and is free."""
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
