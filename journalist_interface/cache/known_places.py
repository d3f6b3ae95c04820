"""Places of a case as a workstation knows them from earlier readings, so that no store makes them forgotten."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from store.domain.withdrawal import Withdrawal


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """The blob at each place when it was last read, if any, and the withdrawals that were proven, by their places."""

    blobs: Mapping[int, str | None] = field(default_factory=dict)
    withdrawn: Mapping[int, Withdrawal] = field(default_factory=dict)

    def __or__(self, newer: Self) -> Self:
        """Return both; where they differ, the newer counts."""
        return type(self)({**self.blobs, **newer.blobs}, {**self.withdrawn, **newer.withdrawn})

    def with_withdrawn(self, withdrawals: Iterable[Withdrawal]) -> Self:
        """Return this with more withdrawals."""
        return self | type(self)(withdrawn={found.sequence: found for found in withdrawals})

    def through(self, last: int) -> Self:
        """Return what is left once two readers have signed that everything after this place was lost."""
        return type(self)(
            {place: blob for place, blob in self.blobs.items() if place <= last},
            {place: found for place, found in self.withdrawn.items() if found.entry <= last},
        )
