"""A session of a signed-in person: the hash of its token, the key that signed in, and when it ends."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.gateway.accounts.models.base import AccountsBase
from store.model.base import UNNUMBERED
from store.model.columns import LOOKUP_BYTES, PERSON_LETTERS, Lookup, exactly

FINGERPRINT_LETTERS = 40


class StoredOfficerSession(AccountsBase):
    """A session with two ends: `idle_until` moves with use, `ends` never.

    Both are seconds since 1970, on a quarter of an hour.
    """

    __tablename__ = "officer_session"
    __table_args__ = (
        exactly("token_hash", LOOKUP_BYTES),
        exactly("fingerprint", FINGERPRINT_LETTERS),
        CheckConstraint("idle_until <= ends", name="idle_until"),
        Index(None, "person"),
        Index(None, "idle_until"),
        UNNUMBERED,
    )

    token_hash: Mapped[Lookup] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(
        String(PERSON_LETTERS), ForeignKey("account.person", ondelete="CASCADE")
    )
    fingerprint: Mapped[str] = mapped_column(String(FINGERPRINT_LETTERS))
    idle_until: Mapped[int] = mapped_column(BigInteger)
    ends: Mapped[int] = mapped_column(BigInteger)
