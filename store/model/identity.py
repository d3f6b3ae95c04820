"""An identity: who the reporter is, encrypted to the identity custodians only."""

from sqlalchemy.orm import Mapped, mapped_column, validates

from store.model.base import UNNUMBERED, Base
from store.model.columns import Ciphertext, Day, OfCase, ciphertext, encrypted_message


class StoredIdentity(Base):
    """A row apart from the conversation: officers handle a case without it."""

    __tablename__ = "identity"
    __table_args__ = (ciphertext("envelope"), UNNUMBERED)

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    envelope: Mapped[Ciphertext]
    day: Mapped[Day]

    @validates("envelope")
    def _encrypted(self, _column: str, envelope: bytes) -> bytes | None:
        return encrypted_message(envelope)
