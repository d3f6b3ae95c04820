"""Tables of figures without a language of their own, for a page, a spreadsheet, or print."""

from dataclasses import dataclass

Cell = int | float | str | None
"""A number, or words; None where there is nothing to count from."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row: its name, its cells, and the lengths of its bars in percent of the longest one of the table."""

    name: str
    cells: tuple[Cell, ...]
    bars: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table: its title, the heading of the names, those of the cells, its rows, and what must be said with it."""

    title: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    note: str = ""


def with_bars(rows: list[tuple[str, tuple[Cell, ...]]], pictured: tuple[int, ...]) -> tuple[FigureRow, ...]:
    """Return the rows with a bar for each of the cells at these places."""
    lengths = [[_length(cells[place]) for place in pictured] for _name, cells in rows]
    longest = max((length for row in lengths for length in row), default=0)
    return tuple(
        FigureRow(name, cells, tuple(round(100 * length / longest, 1) if longest else 0 for length in row))
        for (name, cells), row in zip(rows, lengths, strict=True)
    )


def _length(cell: Cell) -> float:
    return cell if isinstance(cell, int | float) else 0
