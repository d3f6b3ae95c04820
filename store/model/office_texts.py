"""The texts from which officers start messages, signed by their editor, encrypted to all who answer reporters."""

from typing import Final

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from store.api.sealed_records import MAX_SEALED_BYTES
from store.model.base import UNNUMBERED, Base
from store.model.columns import Ciphertext, sealed_record, within

ONLY_ROW: Final = 1


class StoredOfficeTexts(Base):
    """The one row."""

    __tablename__ = "office_texts"
    __table_args__ = (
        CheckConstraint(f"id = {ONLY_ROW}", name="single"),
        within("record", 1, MAX_SEALED_BYTES),
        UNNUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record: Mapped[Ciphertext]

    @validates("record")
    def _encrypted(self, _column: str, record: bytes) -> bytes | None:
        return sealed_record(record)
