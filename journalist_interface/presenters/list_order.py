"""The orders of the list that a person can choose: by each of its columns, up or down."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from journalist_interface.presenters.listed_case import ListedCase
from store.domain.register_number import register_number
from store.domain.stages import Stage


class ListColumn(StrEnum):
    """A column that the list can be sorted by."""

    RECEIVED = "received"
    NUMBER = "number"
    FIRST_LINE = "first-line"
    STAGE = "stage"
    DEADLINE = "deadline"
    CATEGORY = "category"
    FILES = "files"
    UNREAD = "unread"
    HANDLER = "handler"


@dataclass(frozen=True, slots=True)
class ShownNames:
    """The names that the list shows in place of codes."""

    category: Callable[[str], str]
    person: Callable[[str], str]


_Value = str | int
_STAGES: Final = [stage.value for stage in Stage]


def in_order(
    cases: Iterable[ListedCase], column: ListColumn, names: ShownNames, *, descending: bool
) -> list[ListedCase]:
    """Return the cases in the order of a column; those without a value there come last, whichever the direction."""
    value = _VALUES[column]
    found = [(value(case, names), case) for case in cases]
    ordered = sorted(
        ((key, case) for key, case in found if key is not None),
        key=lambda pair: (pair[0], pair[1].row.case),
        reverse=descending,
    )
    return [*(case for _key, case in ordered), *(case for key, case in found if key is None)]


def _stage(case: ListedCase, _names: ShownNames) -> int | None:
    return _STAGES.index(case.row.stage) if case.row.stage in _STAGES else None


def _shown(code: str | None, name: Callable[[str], str]) -> str | None:
    return None if code is None else name(code).casefold()


_VALUES: Final[dict[ListColumn, Callable[[ListedCase, ShownNames], _Value | None]]] = {
    ListColumn.RECEIVED: lambda case, _names: case.row.received.toordinal(),
    ListColumn.NUMBER: lambda case, _names: register_number(case.row.case),
    ListColumn.FIRST_LINE: lambda case, _names: case.first_line.casefold() or None,
    ListColumn.STAGE: _stage,
    ListColumn.DEADLINE: lambda case, _names: None if case.row.due is None else case.row.due.toordinal(),
    ListColumn.CATEGORY: lambda case, names: _shown(case.category, names.category),
    ListColumn.FILES: lambda case, _names: case.files,
    ListColumn.UNREAD: lambda case, _names: case.row.unread,
    ListColumn.HANDLER: lambda case, names: _shown(case.row.handler, names.person),
}
