"""An event: one signed decision of a case's chain, and the ciphertext of its content."""

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, validates

from crypto.signing import MAX_SIGNATURE_BYTES
from store.domain.event import MAX_STATEMENT_BYTES
from store.model.base import UNNUMBERED, Base
from store.model.columns import Ciphertext, OfCase, ciphertext, encrypted_message, within


class StoredEvent(Base):
    """A row that is appended, never changed.

    `statement` is plain: who, what, which day. `content` is for its readers alone.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("sequence >= 1", name="sequence"),
        within("statement", 1, MAX_STATEMENT_BYTES),
        within("signature", 1, MAX_SIGNATURE_BYTES),
        ciphertext("content"),
        UNNUMBERED,
    )

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    statement: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    content: Mapped[Ciphertext | None]

    @validates("content")
    def _encrypted(self, _column: str, content: bytes | None) -> bytes | None:
        return encrypted_message(content)
