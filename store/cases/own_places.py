"""The signed list of the reporter's places, as the store keeps it: written with each entry, never erased."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.domain.own_places import SignedPlaces
from store.engine.database import Database
from store.errors import ConflictError
from store.model import Case, StoredOwnPlaces


def own_places(database: Database, case: str) -> SignedPlaces | None:
    """Return the list, or None if it was lost."""
    with database.read() as session:
        return own_places_in(session, case)


def own_places_in(session: Session, case: str) -> SignedPlaces | None:
    """Return the list in a transaction that reads more."""
    row = session.get(StoredOwnPlaces, case)
    return None if row is None else SignedPlaces(row.statement, row.signature)


def own_places_row(case: str, signed: SignedPlaces) -> StoredOwnPlaces:
    """Return the list as a row."""
    return StoredOwnPlaces(case=case, statement=signed.statement, signature=signed.signature)


def put_own_places(session: Session, case: str, signed: SignedPlaces) -> None:
    """Replace the list; the caller has locked the case's row, so that no older list comes last."""
    session.merge(own_places_row(case, signed))


def begin_own_places(database: Database, case: str, last_sequence: int, signed: SignedPlaces) -> None:
    """Store the first list of a conversation. Raises `ConflictError` if it went on beyond this place meanwhile."""
    with database.write() as session:
        found = session.scalar(select(Case.last_sequence).where(Case.id == case).with_for_update())
        if found != last_sequence:
            raise ConflictError
        put_own_places(session, case, signed)
