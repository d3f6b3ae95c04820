"""An identity request: the custodian whom an event asked. Nothing else lets a custodian see a case."""

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import PERSON_LETTERS, HexId, PersonId, within


class StoredIdentityRequest(Base):
    """A custodian and the event that asked them.

    `answered` is the event that disclosed or refused; it is NULL while the request is open.
    """

    __tablename__ = "identity_request"
    __table_args__ = (
        ForeignKeyConstraint(["case", "sequence"], ["event.case", "event.sequence"], ondelete="CASCADE"),
        within("custodian", 1, PERSON_LETTERS),
        Index(None, "custodian", "case", "sequence"),
        UNNUMBERED,
    )

    case: Mapped[HexId] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    custodian: Mapped[PersonId] = mapped_column(primary_key=True)
    answered: Mapped[int | None]
