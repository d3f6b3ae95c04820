"""Places of a case as a workstation knows them from earlier readings, so that no store makes them forgotten."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from store.domain.withdrawal import Withdrawal

MOST_AT_A_PLACE: Final = 16  # an attacker with the voice could sign others for ever
"""The number of withdrawals of one place that are remembered; the first of them stay."""


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """The blob at each place when it was last read, if any; a reading that finds nothing there changes nothing.

    `messages` are the places in which a message or a reply was ever read: a file that was put there later does not
    make it forgotten. `withdrawn` are the withdrawals whose messages were read, in the order of reading.
    """

    blobs: Mapping[int, str | None] = field(default_factory=dict)
    messages: frozenset[int] = frozenset()
    withdrawn: tuple[Withdrawal, ...] = ()

    @classmethod
    def of(
        cls,
        blobs: Mapping[int, str | None],
        messages: Iterable[int] = (),
        withdrawn: Iterable[Withdrawal] = (),
    ) -> Self:
        """Return what is known of these places; one without a blob has a message or a reply."""
        without = (place for place, blob in blobs.items() if blob is None)
        return cls(blobs, frozenset(messages).union(without), _first_of_each_place(withdrawn))

    def __or__(self, newer: Self) -> Self:
        """Return both; where the blobs differ, the newer counts."""
        return self.of(
            {**self.blobs, **newer.blobs},
            self.messages | newer.messages,
            (*self.withdrawn, *newer.withdrawn),
        )

    def with_withdrawn(self, withdrawals: Iterable[Withdrawal]) -> Self:
        """Return this with more withdrawals."""
        return self | self.of({}, withdrawn=withdrawals)

    @property
    def withdrawn_places(self) -> frozenset[int]:
        """The places from which a file was withdrawn."""
        return frozenset(withdrawal.sequence for withdrawal in self.withdrawn)

    @property
    def withdrawn_blobs(self) -> frozenset[str]:
        """The blobs of the files that were withdrawn."""
        return frozenset(withdrawal.blob for withdrawal in self.withdrawn)

    def contradict(self, withdrawal: Withdrawal) -> bool:
        """Return whether something else than the file that it names was read in its place."""
        place = withdrawal.sequence
        return place in self.messages or self.blobs.get(place, withdrawal.blob) != withdrawal.blob

    def through(self, last: int) -> Self:
        """Return what is left once two readers have signed that everything after this place was lost."""
        return self.of(
            {place: blob for place, blob in self.blobs.items() if place <= last},
            (place for place in self.messages if place <= last),
            (withdrawal for withdrawal in self.withdrawn if withdrawal.entry <= last),
        )


def _first_of_each_place(withdrawals: Iterable[Withdrawal]) -> tuple[Withdrawal, ...]:
    count: Counter[int] = Counter()
    found = []
    for withdrawal in dict.fromkeys(withdrawals):
        count[withdrawal.sequence] += 1
        if count[withdrawal.sequence] <= MOST_AT_A_PLACE:
            found.append(withdrawal)
    return tuple(found)
