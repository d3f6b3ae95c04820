"""Access: for whom the gateway serves a case. It decides nothing about who can read; the envelopes do."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import PERSON_LETTERS, Day, OfCase, PersonId, within


class Access(Base):
    """One person's view of one case. `activity` repeats the case's day, so that lists page by index alone."""

    __tablename__ = "access"
    __table_args__ = (
        within("person", 1, PERSON_LETTERS),
        CheckConstraint("unread >= 0", name="unread"),
        CheckConstraint("seen_sequence >= 0", name="seen_sequence"),
        Index(None, "person", "activity", "case"),
        UNNUMBERED,
    )

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    person: Mapped[PersonId] = mapped_column(primary_key=True)
    activity: Mapped[Day]
    unread: Mapped[int]
    seen_sequence: Mapped[int]
