"""Lists in pages of a bounded size: nothing that one person writes makes a colleague's page huge or slow.

A list that fits stands on one page. Rows are weighed as they were read, so only those of the page are put into words.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

MOST_ROWS: Final = 200
PAGE_BYTES: Final = 500_000
"""The weight of the rows of a page at most; a heavier row stands alone."""
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class PageChoice:
    """The page that an address asks for, by its number, or as the one that holds the row of a number."""

    number: int = 1
    row: int | None = None


FIRST_PAGE: Final = PageChoice()


@dataclass(frozen=True, slots=True)
class ShownRows(Generic[R]):
    """Page `number` of `last`, with some of `total` rows.

    `marked` counts the rows with a warning that stand on other pages, `next_marked` is the nearest page with one.
    """

    rows: tuple[R, ...]
    number: int
    last: int
    total: int
    marked: int = 0
    next_marked: int = 1


def paged(
    rows: Sequence[R],
    weight: Callable[[R], int],
    choice: PageChoice = FIRST_PAGE,
    *,
    number_of: Callable[[R], int] | None = None,
    is_marked: Callable[[R], bool] | None = None,
    most_rows: int = MOST_ROWS,
) -> ShownRows[R]:
    """Return the wanted page, or the nearest one."""
    weights = map(weight, rows)
    return paged_by(rows, weights, choice, number_of=number_of, is_marked=is_marked, most_rows=most_rows)


def paged_by(
    rows: Sequence[R],
    weights: Iterable[int],
    choice: PageChoice,
    *,
    number_of: Callable[[R], int] | None = None,
    is_marked: Callable[[R], bool] | None = None,
    most_rows: int = MOST_ROWS,
) -> ShownRows[R]:
    """Return the same from the weights, of rows that take longer to make than to weigh."""
    pages = _bounds(weights, len(rows), most_rows)
    last = len(pages)
    number = min(max(1, choice.number), last)
    if choice.row is not None and number_of is not None:
        row = next((at for at, row in enumerate(rows) if number_of(row) == choice.row), None)
        number = number if row is None else next(at for at, (_, end) in enumerate(pages, 1) if row < end)
    marked = (
        {}
        if is_marked is None
        else {at: sum(map(is_marked, rows[start:end])) for at, (start, end) in enumerate(pages, 1)}
    )
    others = [at for at, count in marked.items() if count and at != number]
    start, end = pages[number - 1]
    return ShownRows(
        tuple(rows[start:end]),
        number,
        last,
        len(rows),
        sum(marked[at] for at in others),
        next((at for at in others if at > number), others[0] if others else 1),
    )


def _bounds(weights: Iterable[int], count: int, most_rows: int) -> list[tuple[int, int]]:
    """Return where each page begins and ends: a list can have millions of rows that no page shows together."""
    bounds: list[tuple[int, int]] = []
    start = size = 0
    for at, weighs in enumerate(weights):
        if at > start and (size + weighs > PAGE_BYTES or at - start == most_rows):
            bounds.append((start, at))
            start, size = at, 0
        size += weighs
    return [*bounds, (start, count)]
