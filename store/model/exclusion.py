"""An exclusion: who may never read a case, sealed to the mailbox; it outlives the reporter's own copies."""

from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import Ciphertext, OfCase, ciphertext


class Exclusion(Base):
    """Apart from the case: where rows hold kilobytes, SQLite reads all of one to compare its key."""

    __tablename__ = "exclusion"
    __table_args__ = (ciphertext("record"), UNNUMBERED)

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    record: Mapped[Ciphertext]
