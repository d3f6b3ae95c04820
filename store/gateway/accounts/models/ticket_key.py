"""The ticket key, which marks this gateway's tickets so that all its processes recognise them."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.gateway.accounts.models.base import AccountsBase
from store.model.base import UNNUMBERED
from store.model.columns import KEY_BYTES, Key, exactly


class TicketKey(AccountsBase):
    """The only row: 32 random bytes, created once."""

    __tablename__ = "ticket_key"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"), exactly("key", KEY_BYTES), UNNUMBERED)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[Key]
