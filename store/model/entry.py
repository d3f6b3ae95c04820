"""An entry: one message of a conversation, in order, encrypted twice."""

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.contract.messages import REPORTER
from store.model.base import UNNUMBERED, Base
from store.model.columns import PERSON_LETTERS, Ciphertext, Day, OfCase, PersonId, within

_OWN_COPY = text(f"sealed IS NOT NULL AND author = '{REPORTER}'")


class Entry(Base):
    """A reporter's message or an officer's reply: for the readers (`envelope`) and for the mailbox (`sealed`).

    `sealed` becomes NULL when the reporter erases the own copy, or when its days have passed.
    """

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("sequence >= 1", name="sequence"),
        within("author", 1, PERSON_LETTERS),
        # The sweep finds the copies whose days have passed without reading a conversation.
        Index("ix_entry_own_copy", "day", sqlite_where=_OWN_COPY, postgresql_where=_OWN_COPY),
        UNNUMBERED,
    )

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[PersonId]
    day: Mapped[Day]
    envelope: Mapped[Ciphertext]
    sealed: Mapped[Ciphertext | None]
