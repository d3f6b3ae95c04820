"""Records that workstations seal: what each person keeps for themselves, and the texts that the office answers with.

Each takes the place of the one that its writer read, so that no writer undoes what a colleague did meanwhile.
"""

import hashlib

from sqlalchemy import select

from store.engine.database import Database
from store.errors import ConflictError
from store.model import PrivateRecord, StoredOfficeTexts
from store.model.office_texts import ONLY_ROW


def private_record(database: Database, person: str) -> bytes | None:
    """Return what lies there of this person; None if nothing does."""
    with database.read() as session:
        return session.scalar(select(PrivateRecord.record).where(PrivateRecord.person == person))


def replace_private_record(database: Database, person: str, record: bytes, replaces: str | None) -> None:
    """Put a record in the place of the one with this SHA-256, or of none.

    Raises `ConflictError` if another one lies there: this person saved at another workstation meanwhile.
    """
    with database.write() as session:
        database.require_officers_text_room(len(record))
        row = session.scalar(select(PrivateRecord).where(PrivateRecord.person == person).with_for_update())
        _require_replaced(None if row is None else row.record, replaces)
        if row is None:
            session.add(PrivateRecord(person=person, record=record))
        else:
            row.record = record


def office_texts(database: Database) -> bytes | None:
    """Return the texts of the office; None if none were saved yet."""
    with database.read() as session:
        return session.scalar(select(StoredOfficeTexts.record))


def replace_office_texts(database: Database, record: bytes, replaces: str | None) -> None:
    """Put the texts in the place of those with this SHA-256, or of none; raises `ConflictError` for others."""
    with database.write() as session:
        database.require_officers_text_room(len(record))
        row = session.scalar(select(StoredOfficeTexts).with_for_update())
        _require_replaced(None if row is None else row.record, replaces)
        if row is None:
            session.add(StoredOfficeTexts(id=ONLY_ROW, record=record))
        else:
            row.record = record


def _require_replaced(lies: bytes | None, replaces: str | None) -> None:
    if (None if lies is None else hashlib.sha256(lies).hexdigest()) != replaces:
        raise ConflictError
