"""The extent of a case in the index, by which a reading tells whether it brought anything that is not kept yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from journalist_interface.cache.known_places import KnownPlaces
from store.api.messages import CaseRow
from store.domain.envelope import Excluded


@dataclass(frozen=True, slots=True)
class KeptExtent:
    """The extent of a case in the index: ends, what was opened (by ciphertext), proofs, exclusions, places, events."""

    last_sequence: int
    head: str
    opened: frozenset[str]
    proofs: int
    excluded: tuple[Excluded, ...]
    places: KnownPlaces
    events: int

    @classmethod
    def of(
        cls,
        row: CaseRow,
        opened: Iterable[str],
        proofs: int,
        excluded: tuple[Excluded, ...],
        places: KnownPlaces,
        events: int,
    ) -> Self:
        """Return the extent of a case as it is in this row."""
        return cls(row.last_sequence, row.head, frozenset(opened), proofs, excluded, places, events)
