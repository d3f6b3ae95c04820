"""What one person of the office keeps for themselves, encrypted to them alone: one row a person, of one size."""

from sqlalchemy.orm import Mapped, mapped_column, validates

from crypto.gpg.packets import read_recipients
from store.api.private_record import MAX_PRIVATE_BYTES
from store.errors import TooLongError
from store.model.base import UNNUMBERED, Base
from store.model.columns import PERSON_LETTERS, Ciphertext, PersonId, within


class PrivateRecord(Base):
    """A record that its owner alone replaces. It is NULL after a restore from a backup that no longer holds it."""

    __tablename__ = "private_record"
    __table_args__ = (within("person", 1, PERSON_LETTERS), within("record", 1, MAX_PRIVATE_BYTES), UNNUMBERED)

    person: Mapped[PersonId] = mapped_column(primary_key=True)
    record: Mapped[Ciphertext | None]

    @validates("record")
    def _encrypted(self, _column: str, record: bytes | None) -> bytes | None:
        if record is not None:
            if len(record) > MAX_PRIVATE_BYTES:
                raise TooLongError
            read_recipients(record)
        return record
