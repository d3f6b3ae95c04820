"""The one way from a blob's name to the blob: through an entry or an event of the case that asks."""

from sqlalchemy.orm import Session

from store.errors import NotFoundError
from store.model import Blob
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
