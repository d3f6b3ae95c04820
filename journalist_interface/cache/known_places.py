"""Places of a case as a workstation knows them from earlier readings, so that no store makes them forgotten."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Self, TypeVar

from store.domain.fields import BlobName, Digest, Sequence, Struct
from store.domain.withdrawal import Withdrawal

MOST_AT_A_PLACE: Final = 16  # an attacker with the voice could sign others for ever
"""The number of withdrawals, and of contents, of one place that are remembered; the first of them stay."""


class PlaceContent(Struct, frozen=True, array_like=True):
    """A message or a reply that was read in a place, by the digest of its signed bytes with their padding."""

    sequence: Sequence
    digest: Digest


KeptFact = tuple[Sequence, BlobName | None] | Withdrawal
"""A place with the blob that was read in it, None for a message or a reply; or a withdrawal."""

Fact = KeptFact | PlaceContent
_OfPlace = TypeVar("_OfPlace", Withdrawal, PlaceContent)


def place_of(fact: Fact) -> int:
    """Return the place in which it was read."""
    if isinstance(fact, PlaceContent):
        return fact.sequence
    return fact.entry if isinstance(fact, Withdrawal) else fact[0]


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """The blob at each place when it was last read, if any; a reading that finds nothing there changes nothing.

    `messages` are the places in which a message or a reply was ever read: a file that was put there later does not
    make it forgotten. `withdrawn` are the withdrawals whose messages were read, in the order of reading, `contents`
    all that was read in the places after the first, files too.
    `days` are those on which the store showed each of these last, as far as they are known: what it showed after the
    day of a restore, that restore cannot have lost.
    """

    blobs: Mapping[int, str | None] = field(default_factory=dict)
    messages: frozenset[int] = frozenset()
    withdrawn: tuple[Withdrawal, ...] = ()
    contents: tuple[PlaceContent, ...] = ()
    days: Mapping[Fact, date] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        blobs: Mapping[int, str | None],
        messages: Iterable[int] = (),
        withdrawn: Iterable[Withdrawal] = (),
        days: Iterable[tuple[Fact, date]] = (),
        contents: Iterable[PlaceContent] = (),
    ) -> Self:
        """Return what is known of these places; one without a blob has a message or a reply."""
        places = frozenset(messages).union(place for place, blob in blobs.items() if blob is None)
        first, read = _first_of_each_place(withdrawn), _first_of_each_place(contents)
        facts = {*blobs.items(), *((place, None) for place in places), *first, *read}
        last: dict[Fact, date] = {}
        for fact, day in days:
            if fact in facts:  # the latest day counts: a clock that is set back makes nothing older
                last[fact] = max(day, last.get(fact, day))
        return cls(blobs, places, first, read, last)

    def __or__(self, newer: Self) -> Self:
        """Return both; where the blobs differ, the newer counts."""
        return self.of(
            {**self.blobs, **newer.blobs},
            self.messages | newer.messages,
            (*self.withdrawn, *newer.withdrawn),
            [*self.days.items(), *newer.days.items()],
            (*self.contents, *newer.contents),
        )

    def with_withdrawn(self, withdrawals: Iterable[Withdrawal], read_on: Mapping[int, date]) -> Self:
        """Return this with more withdrawals, whose messages were read on these days."""
        found = tuple(withdrawals)
        days = (
            (withdrawal, read_on[withdrawal.entry]) for withdrawal in found if withdrawal.entry in read_on
        )
        return self | self.of({}, withdrawn=found, days=days)

    @property
    def highest(self) -> int:
        """The highest of these places, 0 if there is none."""
        return max(self.blobs, default=0)

    def shown_on(self, place: int) -> date | None:
        """Return the day on which the store showed something in this place last, as far as it is known."""
        facts = ((place, self.blobs.get(place)), (place, None))
        return max((self.days[fact] for fact in facts if fact in self.days), default=None)

    @property
    def withdrawn_places(self) -> frozenset[int]:
        """The places from which a file was withdrawn."""
        return frozenset(withdrawal.sequence for withdrawal in self.withdrawn)

    @property
    def withdrawn_blobs(self) -> frozenset[str]:
        """The blobs of the files that were withdrawn."""
        return frozenset(withdrawal.blob for withdrawal in self.withdrawn)

    def against(self, withdrawal: Withdrawal) -> tuple[Fact, ...]:
        """Return what else than the file that it names was read in its place."""
        place = withdrawal.sequence
        message: tuple[Fact, ...] = ((place, None),) if place in self.messages else ()
        blob = self.blobs.get(place)
        return message if blob in {None, withdrawal.blob} else (*message, (place, blob))

    def withdrawals_of(self, place: int, blob: str) -> tuple[Withdrawal, ...]:
        """Return by what this place or this file was withdrawn."""
        return tuple(found for found in self.withdrawn if found.sequence == place or found.blob == blob)

    def facts(self) -> Iterator[Fact]:
        """Yield all that is known."""
        yield from ((place, blob) for place, blob in self.blobs.items() if blob is not None)
        yield from ((place, None) for place in self.messages)
        yield from self.withdrawn
        yield from self.contents

    def without_lost(self, lost: Callable[[int], bool], day: date) -> Self:
        """Return what is left once two readers have signed that a restore of this day lost these places."""

        def stays(place: int, fact: Fact) -> bool:
            return not lost(place) or self.days.get(fact, date.min) > day

        return self.of(
            {place: blob for place, blob in self.blobs.items() if stays(place, (place, blob))},
            (place for place in self.messages if stays(place, (place, None))),
            (withdrawal for withdrawal in self.withdrawn if stays(withdrawal.entry, withdrawal)),
            self.days.items(),
            (content for content in self.contents if stays(content.sequence, content)),
        )


def _first_of_each_place(facts: Iterable[_OfPlace]) -> tuple[_OfPlace, ...]:
    count: Counter[int] = Counter()
    found = []
    for fact in dict.fromkeys(facts):
        count[fact.sequence] += 1
        if count[fact.sequence] <= MOST_AT_A_PLACE:
            found.append(fact)
    return tuple(found)
