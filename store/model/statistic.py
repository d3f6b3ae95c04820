"""The statistics record of a case, and the leaders for whom it is encrypted."""

from collections.abc import Iterable

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, validates

from store.model.base import UNNUMBERED, Base
from store.model.columns import (
    PERSON_LETTERS,
    Ciphertext,
    HexId,
    OfCase,
    PersonId,
    ciphertext,
    encrypted_message,
    within,
)


class Statistic(Base):
    """One small record a case, rewritten whenever its facts change. It outlives a case that was destroyed."""

    __tablename__ = "statistic"
    __table_args__ = (ciphertext("record"), UNNUMBERED)

    case: Mapped[HexId] = mapped_column(primary_key=True)
    record: Mapped[Ciphertext]

    @validates("record")
    def _encrypted(self, _column: str, record: bytes) -> bytes | None:
        return encrypted_message(record)


class StatisticReader(Base):
    """A leader for whom the gateway serves the record: never one whom the reporter excluded."""

    __tablename__ = "statistic_reader"
    __table_args__ = (within("person", 1, PERSON_LETTERS), Index(None, "person", "case"), UNNUMBERED)

    case: Mapped[HexId] = mapped_column(primary_key=True)
    person: Mapped[PersonId] = mapped_column(primary_key=True)


class StatisticAuthor(Base):
    """The officer who wrote the record last; it goes with the case. The reporter's first record has none."""

    __tablename__ = "statistic_author"
    __table_args__ = (within("person", 1, PERSON_LETTERS), UNNUMBERED)

    case: Mapped[OfCase] = mapped_column(primary_key=True)
    person: Mapped[PersonId]


def statistics_rows(case: str, record: bytes, readers: Iterable[str]) -> list[Base]:
    """Return the record, and a row for each leader who may have it."""
    rows = [StatisticReader(case=case, person=person) for person in sorted(set(readers))]
    return [Statistic(case=case, record=record), *rows]
