"""A reporter's session: the mailbox seed, wrapped under the token that only the cookie holds."""

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import LOOKUP_BYTES, Lookup, OfCase, exactly
from store.model.slot import WRAPPED_BYTES


class ReporterSession(Base):
    """A session; `expires` counts seconds since 1970 and falls on a quarter of an hour."""

    __tablename__ = "reporter_session"
    __table_args__ = (
        exactly("lookup", LOOKUP_BYTES),
        exactly("wrapped", WRAPPED_BYTES),
        Index(None, "case"),
        Index(None, "expires"),
        UNNUMBERED,
    )

    lookup: Mapped[Lookup] = mapped_column(primary_key=True)
    case: Mapped[OfCase]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary(WRAPPED_BYTES))
    expires: Mapped[int] = mapped_column(BigInteger)
