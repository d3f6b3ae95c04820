"""A spent ticket: a challenge that a good signature answered once, kept until the ticket would be too old anyway."""

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.gateway.accounts.models.base import AccountsBase
from store.model.base import UNNUMBERED
from store.model.columns import LOOKUP_BYTES, Lookup, exactly


class SpentTicket(AccountsBase):
    """The hash of a spent nonce; `expires` counts seconds since 1970, on a quarter of an hour."""

    __tablename__ = "spent_ticket"
    __table_args__ = (exactly("nonce_hash", LOOKUP_BYTES), Index(None, "expires"), UNNUMBERED)

    nonce_hash: Mapped[Lookup] = mapped_column(primary_key=True)
    expires: Mapped[int] = mapped_column(BigInteger)
