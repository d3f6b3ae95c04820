"""The signed list of the reporter's own places, as it lies in the store: written with each entry, never erased."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.domain.own_places import SignedPlaces
from store.engine.database import Database
from store.errors import ConflictError
from store.model import Case, OwnPlaces


def own_places(database: Database, case: str) -> SignedPlaces | None:
    """The list; None in a case from before these lists."""
    with database.read() as session:
        return own_places_in(session, case)


def own_places_in(session: Session, case: str) -> SignedPlaces | None:
    """The same in a transaction that reads more."""
    row = session.get(OwnPlaces, case)
    return None if row is None else SignedPlaces(row.statement, row.signature)


def own_places_row(case: str, signed: SignedPlaces) -> OwnPlaces:
    """The list as a row."""
    return OwnPlaces(case=case, statement=signed.statement, signature=signed.signature)


def put_own_places(session: Session, case: str, signed: SignedPlaces) -> None:
    """The list from now on; the case's row is locked, so that no older list comes last."""
    session.merge(own_places_row(case, signed))


def begin_own_places(database: Database, case: str, last_sequence: int, signed: SignedPlaces) -> None:
    """The list for a conversation that has none yet; `ConflictError` if it went on beyond this place meanwhile."""
    with database.write() as session:
        found = session.scalar(select(Case.last_sequence).where(Case.id == case).with_for_update())
        if found != last_sequence:
            raise ConflictError
        put_own_places(session, case, signed)
