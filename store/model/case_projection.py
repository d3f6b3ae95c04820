"""A projection of a case's chain: its end, and what follows from it, for lists."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import DIGEST_DIGITS, Digest, OfCase, PersonId, exactly


class CaseProjection(Base):
    """A row in which `events` and `head` are the chain's length and end; the rest repeats the events, for lists.

    `due` is the day by which the office must act. `sought` is the event by which the reporter asked for attention.
    `identified` says that there is an identity. `proposed` is the event that proposes to destroy the case, `signatory`
    the person asked to sign that, and `signed` the day on which they did; all three are NULL where no proposal stands.
    """

    __tablename__ = "standing"
    __table_args__ = (
        CheckConstraint("events >= 0", name="events"),
        exactly("head", DIGEST_DIGITS),
        Index(None, "signatory"),
        UNNUMBERED,
    )

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    events: Mapped[int]
    head: Mapped[Digest]
    handler: Mapped[PersonId | None]
    due: Mapped[date | None] = mapped_column(Date)
    sought: Mapped[int | None]
    until: Mapped[date | None] = mapped_column(Date)
    identified: Mapped[bool]
    proposed: Mapped[int | None]
    signatory: Mapped[PersonId | None]
    signed: Mapped[date | None] = mapped_column(Date)
