"""Access: the people for whom the gateway serves a case. The envelopes alone decide who can read it."""

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import PERSON_LETTERS, STAGE_LETTERS, Day, OfCase, PersonId, within

NOT_DUE: Final = date(9999, 12, 31)  # sorts after every day on which something is due
ATTENTION_RANK: Final = 0
RANK: Final = 1
# A literal, so that SQLite recognises the condition of the index in a query.
UNREAD: Final = text("unread > 0")
MINE: Final = text("mine")
_PART_LETTERS: Final = 16


class Access(Base):
    """One person's view of one case. `rank`, `due` and `stage` repeat the case's, so that lists page by index alone.

    `rank` is 0 while the reporter seeks attention, else 1. `declared` is False for a person who has yet to declare.
    """

    __tablename__ = "access"
    __table_args__ = (
        within("person", 1, PERSON_LETTERS),
        CheckConstraint("unread >= 0", name="unread"),
        CheckConstraint("seen_sequence >= 0", name="seen_sequence"),
        CheckConstraint("part IN ('officer', 'lead', 'member', 'leadership')", name="part"),
        CheckConstraint("rank IN (0, 1)", name="rank"),
        Index(None, "person", "rank", "due", "case"),
        Index(None, "person", "stage", "rank", "due", "case"),
        # A filter finds a few cases among many without scanning the others.
        Index(
            "ix_access_unread", "person", "rank", "due", "case", sqlite_where=UNREAD, postgresql_where=UNREAD
        ),
        Index("ix_access_mine", "person", "rank", "due", "case", sqlite_where=MINE, postgresql_where=MINE),
        UNNUMBERED,
    )

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    person: Mapped[PersonId] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(_PART_LETTERS))
    declared: Mapped[bool]
    mine: Mapped[bool]
    rank: Mapped[int]
    due: Mapped[Day]
    stage: Mapped[str] = mapped_column(String(STAGE_LETTERS))
    unread: Mapped[int]
    seen_sequence: Mapped[int]
