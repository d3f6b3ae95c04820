"""Shares of a list: so many rows of each person, so that no one's flood hides or delays a row of anybody else."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

from store.domain.deadlines import disclosed_by
from store.domain.event import Event

MOST_OF_ONE: Final = 20

S = TypeVar("S", bound=Hashable)
R = TypeVar("R")
Place = tuple[Any, ...]
"""The order of the rows of a share, of which the first ones stay."""


@dataclass(slots=True)
class Share(Generic[R]):
    """The first rows of a share, and how many others there are."""

    rows: list[R] = field(default_factory=list)
    left_out: int = 0


def first_of_each(rows: Iterable[tuple[S, Place, R]], most: int = MOST_OF_ONE) -> dict[S, Share[R]]:
    """Return the first rows of each share, in order, holding few more of them in memory than are returned."""
    kept: defaultdict[S, list[tuple[Place, R]]] = defaultdict(list)
    left_out: defaultdict[S, int] = defaultdict(int)

    def cut(share: S) -> None:
        found = kept[share]
        found.sort(key=itemgetter(0))
        left_out[share] += max(0, len(found) - most)
        del found[most:]

    for share, place, row in rows:
        kept[share].append((place, row))
        if len(kept[share]) > 2 * most:
            cut(share)
    for share in kept:
        cut(share)
    return {share: Share([row for _place, row in found], left_out[share]) for share, found in kept.items()}


def request_share(
    event: Event | None, case: str, sequence: int, *, answered: bool, today: date
) -> tuple[tuple[str, bool], Place]:
    """Return the share of a request for an identity, and its place there.

    Each asker has one of those that wait, the oldest first, and one of those that were answered or expired, the newest
    first. A row that is no event has an asker without a name.
    """
    asker, day = ("", today) if event is None else (event.actor, event.day)
    over = answered or today > disclosed_by(day)
    return (asker, over), (-day.toordinal() if over else day.toordinal(), case, sequence)


def proposal_share(event: Event | None, case: str) -> tuple[str, Place]:
    """Return the proposer of a destruction, and the place among that person's proposals: the oldest first."""
    return ("", (0, case)) if event is None else (event.actor, (event.day.toordinal(), case))
