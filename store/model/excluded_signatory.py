"""People whose signature under a destruction the gateway refuses: the report excludes them."""

from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import PERSON_LETTERS, OfCase, PersonId, within


class ExcludedSignatory(Base):
    """A person whom a report excluded when it came, and their position, which keeps a successor out too.

    Only people whose exclusion the store sees anyway: nothing of the case is encrypted to them.
    """

    __tablename__ = "excluded_signatory"
    __table_args__ = (
        within("person", 1, PERSON_LETTERS),
        within("position", 1, PERSON_LETTERS),
        UNNUMBERED,
    )

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    person: Mapped[PersonId] = mapped_column(primary_key=True)
    position: Mapped[PersonId]
