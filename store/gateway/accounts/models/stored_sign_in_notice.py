"""A notice that waits for a person's next sign-in."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.gateway.accounts.models.base import AccountsBase
from store.model.base import UNNUMBERED
from store.model.columns import PersonId


class StoredSignInNotice(AccountsBase):
    """The wrong codes since the last sign-in, their last day, and the day of an exchanged second factor.

    The row goes with the sign-in that tells of it.
    """

    __tablename__ = "sign_in_notice"
    __table_args__ = (CheckConstraint("wrong_codes >= 0", name="wrong_codes"), UNNUMBERED)

    person: Mapped[PersonId] = mapped_column(
        ForeignKey("account.person", ondelete="CASCADE"), primary_key=True
    )
    wrong_codes: Mapped[int]
    last_wrong: Mapped[date | None]
    exchanged: Mapped[date | None]
