"""The figures of one case."""

from dataclasses import dataclass
from datetime import date

from store.domain.statistics import StatisticsRecord


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """`record` is None if it did not prove itself or, with `unprocessable`, if GnuPG failed over it.

    `due` is the store's word.
    """

    case: str
    record: StatisticsRecord | None
    due: date | None
    unprocessable: bool = False
