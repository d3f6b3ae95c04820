"""An account: the second factor of one person of the roster."""

from sqlalchemy import BigInteger, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from store.gateway.accounts.models.base import AccountsBase
from store.model.base import UNNUMBERED
from store.model.columns import PERSON_LETTERS, PersonId, exactly, within

SECRET_LETTERS = 32


class Account(AccountsBase):
    """One person's second factor, and the count of their wrong codes.

    `totp_secret` is in base32. `highest_step` is the last step whose code was accepted, -1 before the first. `failures`
    counts wrong codes since the last good one. Until `throttled_until` (seconds since 1970) no code is looked at.
    """

    __tablename__ = "account"
    __table_args__ = (
        within("person", 1, PERSON_LETTERS),
        exactly("totp_secret", SECRET_LETTERS),
        CheckConstraint("highest_step >= -1", name="highest_step"),
        CheckConstraint("failures >= 0", name="failures"),
        CheckConstraint("throttled_until >= 0", name="throttled_until"),
        UNNUMBERED,
    )

    person: Mapped[PersonId] = mapped_column(primary_key=True)
    totp_secret: Mapped[str] = mapped_column(String(SECRET_LETTERS))
    highest_step: Mapped[int] = mapped_column(BigInteger)
    failures: Mapped[int]
    throttled_until: Mapped[int] = mapped_column(BigInteger)
