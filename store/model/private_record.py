"""The private record of one person of the office, encrypted to them alone: one row a person, of one size."""

from sqlalchemy.orm import Mapped, mapped_column, validates

from store.api.sealed_records import MAX_SEALED_BYTES
from store.model.base import UNNUMBERED, Base
from store.model.columns import PERSON_LETTERS, Ciphertext, PersonId, sealed_record, within


class PrivateRecord(Base):
    """A record that its owner alone replaces. It is NULL after a restore from a backup that no longer holds it."""

    __tablename__ = "private_record"
    __table_args__ = (within("person", 1, PERSON_LETTERS), within("record", 1, MAX_SEALED_BYTES), UNNUMBERED)

    person: Mapped[PersonId] = mapped_column(primary_key=True)
    record: Mapped[Ciphertext | None]

    @validates("record")
    def _encrypted(self, _column: str, record: bytes | None) -> bytes | None:
        return sealed_record(record)
