"""A countdown: the days on which a running server saw that the destruction of a case was signed."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import Day, OfCase


class Countdown(Base):
    """The number of days that have passed for a proposal, the proposal's number, and the day that was counted last.

    A clock that jumps ahead counts as one day, so that nothing is destroyed before its readers could see it.
    """

    __tablename__ = "countdown"
    __table_args__ = (CheckConstraint("days >= 0", name="days"), UNNUMBERED)

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    proposed: Mapped[int]
    days: Mapped[int]
    counted: Mapped[Day]
