"""The one way from a blob's name to the blob: through an entry of the case that asks."""

from sqlalchemy.orm import Session

from store.errors import NotFoundError
from store.model import Blob
from store.values import StoredBlob


def bound_blob(session: Session, case: str, blob: str) -> StoredBlob:
    """A blob of an entry of this very case; `NotFoundError` for any other, and for one not bound yet."""
    found = session.get(Blob, blob)
    if found is None or found.case != case or found.sequence is None:
        raise NotFoundError
    return StoredBlob(found.name, found.size)
