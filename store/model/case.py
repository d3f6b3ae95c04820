"""A case: the public keys of its mailbox, its stage, and days."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import (
    HEX_DIGITS,
    KEY_BYTES,
    STAGE_LETTERS,
    Day,
    HexId,
    Key,
    exactly,
    within,
)


class Case(Base):
    """One report and all that follows from it. The identifier commits to both keys (`crypto.mailbox`)."""

    __tablename__ = "case"
    __table_args__ = (
        exactly("id", HEX_DIGITS),
        exactly("sealing_key", KEY_BYTES),
        exactly("voice_key", KEY_BYTES),
        within("stage", 1, STAGE_LETTERS),
        CheckConstraint("last_sequence >= 1", name="last_sequence"),
        UNNUMBERED,
    )

    id: Mapped[HexId] = mapped_column(primary_key=True)
    sealing_key: Mapped[Key]
    voice_key: Mapped[Key]
    stage: Mapped[str] = mapped_column(String(STAGE_LETTERS))
    received: Mapped[Day]
    activity: Mapped[Day]
    last_sequence: Mapped[int]
