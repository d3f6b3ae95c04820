"""A slot: a mailbox seed wrapped under a codename or under a form."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import LOOKUP_BYTES, Lookup, OfCase, exactly

WRAPPED_BYTES = 72
_KIND_LETTERS = 8


class Slot(Base):
    """The seed that a codename or a form opens. A spent slot opens nothing and only tells that its form was sent."""

    __tablename__ = "slot"
    __table_args__ = (
        exactly("lookup", LOOKUP_BYTES),
        CheckConstraint("kind IN ('codename', 'form', 'spent')", name="kind"),
        CheckConstraint("(kind = 'spent') = (wrapped IS NULL)", name="spent_is_empty"),
        CheckConstraint("(kind = 'codename') = (expires IS NULL)", name="codename_stays"),
        exactly("wrapped", WRAPPED_BYTES),
        Index(None, "case"),
        Index(None, "expires"),
        UNNUMBERED,
    )

    lookup: Mapped[Lookup] = mapped_column(primary_key=True)
    case: Mapped[OfCase]
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary(WRAPPED_BYTES))
    kind: Mapped[str] = mapped_column(String(_KIND_LETTERS))
    expires: Mapped[date | None] = mapped_column(Date)
