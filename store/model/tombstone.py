"""A tombstone: what stays of a destroyed case, beside its statistics record."""

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from crypto.signing import MAX_SIGNATURE_BYTES
from store.domain.event import MAX_STATEMENT_BYTES
from store.model.base import UNNUMBERED, Base
from store.model.columns import DIGEST_DIGITS, Digest, HexId, exactly, within

_MONTH_LETTERS = 7


class StoredTombstone(Base):
    """The length and the end of a history that is gone, the month, and the two events that were signed last.

    It refers to no case: that is gone.
    """

    __tablename__ = "tombstone"
    __table_args__ = (
        exactly("head", DIGEST_DIGITS),
        exactly("month", _MONTH_LETTERS),
        CheckConstraint("events >= 2", name="events"),
        within("proposal", 1, MAX_STATEMENT_BYTES),
        within("proposal_signature", 1, MAX_SIGNATURE_BYTES),
        within("confirmation", 1, MAX_STATEMENT_BYTES),
        within("confirmation_signature", 1, MAX_SIGNATURE_BYTES),
        UNNUMBERED,
    )

    case: Mapped[HexId] = mapped_column(primary_key=True)
    events: Mapped[int]
    head: Mapped[Digest]
    month: Mapped[str] = mapped_column(String(_MONTH_LETTERS))
    proposal: Mapped[bytes] = mapped_column(LargeBinary)
    proposal_signature: Mapped[bytes] = mapped_column(LargeBinary)
    confirmation: Mapped[bytes] = mapped_column(LargeBinary)
    confirmation_signature: Mapped[bytes] = mapped_column(LargeBinary)
