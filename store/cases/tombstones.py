"""Tombstones of destroyed cases and messages, as the store keeps them."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.domain.event import SignedEvent
from store.domain.tombstone import CaseTombstone, PartTombstone
from store.engine.database import Database
from store.errors import NotFoundError
from store.model import StoredPartTombstone, StoredTombstone


def tombstone(database: Database, case: str) -> CaseTombstone:
    """Return the tombstone of this case; raises `NotFoundError` for one that is not destroyed, or never was there."""
    with database.read() as session:
        row = session.get(StoredTombstone, case)
        if row is None:
            raise NotFoundError
        return _tombstone(row)


def tombstones(database: Database) -> Iterator[CaseTombstone]:
    """Yield all tombstones, in the order of the random names of their cases."""
    with database.read() as session:
        for row in session.scalars(select(StoredTombstone).order_by(StoredTombstone.case)):
            yield _tombstone(row)


def part_tombstones_in(session: Session, case: str) -> dict[int, PartTombstone]:
    """Return the tombstones in a case by their places, in a transaction."""
    rows = session.scalars(select(StoredPartTombstone).where(StoredPartTombstone.case == case))
    return {
        row.sequence: PartTombstone(
            _signed(row.proposal, row.proposal_signature),
            _signed(row.confirmation, row.confirmation_signature),
        )
        for row in rows
    }


def tombstone_row(made: CaseTombstone) -> StoredTombstone:
    """Return the row of a tombstone."""
    return StoredTombstone(
        case=made.case,
        events=made.events,
        head=made.head,
        month=made.month,
        proposal=made.proposal.statement,
        proposal_signature=made.proposal.signature,
        confirmation=made.confirmation.statement,
        confirmation_signature=made.confirmation.signature,
    )


def _tombstone(row: StoredTombstone) -> CaseTombstone:
    return CaseTombstone(
        row.case,
        row.events,
        row.head,
        _month(row.month),
        _signed(row.proposal, row.proposal_signature),
        _signed(row.confirmation, row.confirmation_signature),
    )


def _month(value: object) -> str:
    return value if isinstance(value, str) else ""


def _signed(statement: object, signature: object) -> SignedEvent:
    """Return the event; a value that is no bytes, which SQLite takes in any column, proves as little as none."""
    return SignedEvent(
        statement if isinstance(statement, bytes) else b"",
        signature if isinstance(signature, bytes) else b"",
    )
