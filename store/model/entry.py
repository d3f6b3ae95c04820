"""An entry: one message of a conversation, in order, encrypted twice."""

from typing import Final

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from store.domain.roster import REPORTER
from store.model.base import UNNUMBERED, Base
from store.model.columns import (
    PERSON_LETTERS,
    Ciphertext,
    Day,
    OfCase,
    PersonId,
    ciphertext,
    encrypted_message,
    sealed_box,
    within,
)

# A literal, so that SQLite recognises the condition of the index in a query.
OWN_COPY: Final = text(f"sealed IS NOT NULL AND author = '{REPORTER}'")


class Entry(Base):
    """A reporter's message or an officer's reply: `envelope` for the readers, `sealed` for the mailbox.

    `sealed` becomes NULL when the reporter erases their copy, or when its days have passed. `envelope` is NULL where
    the message is gone; unless something signed says why, readers call that an alarm.
    """

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("sequence >= 1", name="sequence"),
        within("author", 1, PERSON_LETTERS),
        ciphertext("envelope"),
        ciphertext("sealed"),
        # With this index the sweep finds expired copies without reading a conversation.
        Index("ix_entry_own_copy", "day", sqlite_where=OWN_COPY, postgresql_where=OWN_COPY),
        UNNUMBERED,
    )

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[PersonId]
    day: Mapped[Day]
    envelope: Mapped[Ciphertext | None]
    sealed: Mapped[Ciphertext | None]

    @validates("envelope")
    def _encrypted(self, _column: str, envelope: bytes | None) -> bytes | None:
        return encrypted_message(envelope)

    @validates("sealed")
    def _sealed(self, _column: str, box: bytes | None) -> bytes | None:
        return sealed_box(box)
