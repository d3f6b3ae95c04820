"""A blob: an attachment's ciphertext, whose bytes lie outside the database."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import HEX_DIGITS, Day, HexId, OfCase, exactly

UNBOUND: Final = text("sequence IS NULL")


class Blob(Base):
    """One file of a case. Until an entry speaks of it, `sequence` is NULL, and the sweep may take it."""

    __tablename__ = "blob"
    __table_args__ = (
        ForeignKeyConstraint(["case", "sequence"], ["entry.case", "entry.sequence"], ondelete="CASCADE"),
        exactly("name", HEX_DIGITS),
        CheckConstraint("size >= 0", name="size"),
        Index(None, "case", "sequence"),
        Index("ix_blob_unbound", "day", sqlite_where=UNBOUND, postgresql_where=UNBOUND),
        UNNUMBERED,
    )

    name: Mapped[HexId] = mapped_column(primary_key=True)
    case: Mapped[OfCase]
    sequence: Mapped[int | None]
    size: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[Day]
