"""What each person of the office keeps for themselves: served to them alone, and replaced by them alone."""

import hashlib

from sqlalchemy import select

from store.engine.database import Database
from store.errors import ConflictError
from store.model import PrivateRecord


def private_record(database: Database, person: str) -> bytes | None:
    """Return what lies there of this person; None if nothing does."""
    with database.read() as session:
        return session.scalar(select(PrivateRecord.record).where(PrivateRecord.person == person))


def replace_private_record(database: Database, person: str, record: bytes, replaces: str | None) -> None:
    """Put a record in the place of the one with this SHA-256, or of none.

    Raises `ConflictError` if another one lies there: this person saved at another workstation meanwhile.
    """
    database.require_text_room()
    with database.write() as session:
        row = session.scalar(select(PrivateRecord).where(PrivateRecord.person == person).with_for_update())
        if _digest(None if row is None else row.record) != replaces:
            raise ConflictError
        if row is None:
            session.add(PrivateRecord(person=person, record=record))
        else:
            row.record = record


def _digest(record: bytes | None) -> str | None:
    return None if record is None else hashlib.sha256(record).hexdigest()
