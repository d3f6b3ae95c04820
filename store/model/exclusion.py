"""An exclusion: the people who may never read a case, sealed to the mailbox; it outlives the reporter's copies."""

from sqlalchemy.orm import Mapped, mapped_column, validates

from store.model.base import UNNUMBERED, Base
from store.model.columns import Ciphertext, OfCase, ciphertext, sealed_box


class Exclusion(Base):
    """A row apart from the case: if rows hold kilobytes, SQLite reads a whole row to compare its key."""

    __tablename__ = "exclusion"
    __table_args__ = (ciphertext("record"), UNNUMBERED)

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    record: Mapped[Ciphertext]

    @validates("record")
    def _sealed(self, _column: str, record: bytes) -> bytes | None:
        return sealed_box(record)
