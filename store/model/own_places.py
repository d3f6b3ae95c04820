"""The list of the reporter's places in a conversation, signed by the voice; it outlives the reporter's copies."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from store.domain.envelope import MAX_STATEMENT_BYTES, SIGNATURE_BYTES
from store.model.base import UNNUMBERED, Base
from store.model.columns import OfCase, exactly, within


class StoredOwnPlaces(Base):
    """A list that each entry of the reporter replaces."""

    __tablename__ = "own_places"
    __table_args__ = (
        within("statement", 1, MAX_STATEMENT_BYTES),
        exactly("signature", SIGNATURE_BYTES),
        UNNUMBERED,
    )

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    statement: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
