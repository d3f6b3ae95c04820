"""A part's tombstone: what stays of a destroyed message, in its case."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from crypto.signing import MAX_SIGNATURE_BYTES
from store.domain.event import MAX_STATEMENT_BYTES
from store.model.base import UNNUMBERED, Base
from store.model.columns import HexId, within


class StoredPartTombstone(Base):
    """The two events by which the message at a place was destroyed. The entry of that place is empty.

    The chain has both too, unless a restore lost them: then these still say why the message is gone.
    """

    __tablename__ = "part_tombstone"
    __table_args__ = (
        ForeignKeyConstraint(["case", "sequence"], ["entry.case", "entry.sequence"], ondelete="CASCADE"),
        CheckConstraint("sequence >= 2", name="sequence"),
        within("proposal", 1, MAX_STATEMENT_BYTES),
        within("proposal_signature", 1, MAX_SIGNATURE_BYTES),
        within("confirmation", 1, MAX_STATEMENT_BYTES),
        within("confirmation_signature", 1, MAX_SIGNATURE_BYTES),
        UNNUMBERED,
    )

    case: Mapped[HexId] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    proposal: Mapped[bytes] = mapped_column(LargeBinary)
    proposal_signature: Mapped[bytes] = mapped_column(LargeBinary)
    confirmation: Mapped[bytes] = mapped_column(LargeBinary)
    confirmation_signature: Mapped[bytes] = mapped_column(LargeBinary)
