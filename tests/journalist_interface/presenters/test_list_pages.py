"""Lists in pages: no row is lost or shown twice, no page is too heavy, and warnings on other pages are counted."""

from hypothesis import given
from hypothesis import strategies as st

from journalist_interface.presenters.list_pages import MOST_ROWS, PAGE_BYTES, PageChoice, ShownRows, paged


def every_page(weights: list[int]) -> list[ShownRows[tuple[int, int]]]:
    """Return all pages of rows with these weights."""
    rows = list(enumerate(weights))
    first = paged(rows, lambda row: row[1])
    return [paged(rows, lambda row: row[1], PageChoice(number)) for number in range(1, first.last + 1)]


@given(st.lists(st.integers(1, 2 * PAGE_BYTES), max_size=60) | st.lists(st.just(1), max_size=3 * MOST_ROWS))
def test_each_row_stands_on_one_page_and_no_page_is_too_heavy(weights: list[int]) -> None:
    pages = every_page(weights)
    assert [row for page in pages for row in page.rows] == list(enumerate(weights))
    for page in pages:
        assert len(page.rows) <= MOST_ROWS
        assert len(page.rows) <= 1 or sum(weight for _at, weight in page.rows) <= PAGE_BYTES
        assert page.total == len(weights)


def test_a_list_that_fits_stands_on_one_page_and_so_does_an_empty_one() -> None:
    assert paged(list(range(MOST_ROWS)), lambda _row: PAGE_BYTES // MOST_ROWS).last == 1
    assert paged(list(range(MOST_ROWS + 1)), lambda _row: 1).last == 2
    empty: ShownRows[int] = paged([], lambda _row: 1)
    assert (empty.rows, empty.number, empty.last) == ((), 1, 1)


def test_an_address_asks_for_a_page_or_a_row_and_gets_the_nearest_there_is() -> None:
    rows = list(range(3 * MOST_ROWS))

    def number(choice: PageChoice) -> int:
        return paged(rows, lambda _row: 1, choice, number_of=lambda row: row).number

    assert [number(PageChoice(wanted)) for wanted in (-5, 0, 1, 3, 4, 10**9)] == [1, 1, 1, 3, 3, 3]
    assert [number(PageChoice(row=row)) for row in (0, MOST_ROWS, 3 * MOST_ROWS - 1, 10**9)] == [1, 2, 3, 1]


def test_warnings_on_other_pages_are_counted_and_the_links_to_the_next_one_come_to_all() -> None:
    rows, marked = list(range(5 * MOST_ROWS)), {3, MOST_ROWS + 1, MOST_ROWS + 2, 4 * MOST_ROWS}

    def page(number: int) -> ShownRows[int]:
        return paged(rows, lambda _row: 1, PageChoice(number), is_marked=marked.__contains__)

    assert [(page(number).marked, page(number).next_marked) for number in range(1, 6)] == [
        (3, 2),
        (2, 5),
        (4, 5),
        (4, 5),
        (3, 1),
    ]
