"""A blob: an attachment's ciphertext, whose bytes lie outside the database."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import HEX_DIGITS, Day, HexId, OfCase, exactly

UNBOUND: Final = text("sequence IS NULL AND event IS NULL")


class Blob(Base):
    """One file of a case. Until an entry or an event binds it, both places are NULL, and the sweep may delete it.

    `fetched` is set in the transaction that first serves a reporter's file, or lays a legal hold on its case: from then
    on they cannot withdraw it.
    """

    __tablename__ = "blob"
    __table_args__ = (
        ForeignKeyConstraint(["case", "sequence"], ["entry.case", "entry.sequence"], ondelete="CASCADE"),
        ForeignKeyConstraint(["case", "event"], ["event.case", "event.sequence"], ondelete="CASCADE"),
        exactly("name", HEX_DIGITS),
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("sequence IS NULL OR event IS NULL", name="one_place"),
        Index(None, "case", "sequence"),
        Index(None, "case", "event"),
        Index("ix_blob_unbound", "day", sqlite_where=UNBOUND, postgresql_where=UNBOUND),
        UNNUMBERED,
    )

    name: Mapped[HexId] = mapped_column(primary_key=True)
    case: Mapped[OfCase]
    sequence: Mapped[int | None]
    event: Mapped[int | None]
    size: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[Day]
    fetched: Mapped[bool] = mapped_column(default=False)
