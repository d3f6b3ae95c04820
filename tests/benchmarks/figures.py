"""The findings of a benchmark: figures, each with its target beside it."""

from collections.abc import Iterable
from dataclasses import dataclass


class WrongResultError(Exception):
    """The measured action did not do its work, so its time says nothing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: `value` in `unit`, at most `target` where there is one.

    The unit is "×" for a ratio, and empty for a number alone.
    """

    name: str
    value: float
    unit: str = "×"
    target: float | None = None
    remark: str = ""

    @property
    def verdict(self) -> str:
        """Judged unrounded."""
        if self.target is None:
            return ""
        return "holds" if self.value <= self.target else "misses"


def require(condition: object, words: str) -> None:
    """No figure is given unless this is true."""
    if not condition:
        raise WrongResultError(words)


def table(figures: Iterable[Figure]) -> str:
    """The figures as a table of Markdown, which also reads well in a terminal."""
    rows = [("figure", "measured", "target", "", "from"), *map(_cells, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _cells(figure: Figure) -> tuple[str, str, str, str, str]:
    target = "" if figure.target is None else f"≤ {_number(figure.target, figure.unit)}"
    return figure.name, _number(figure.value, figure.unit), target, figure.verdict, figure.remark


def _number(value: float, unit: str) -> str:
    return f"{value:.2f}" if unit in {"×", ""} else f"{value:.1f} {unit}"
