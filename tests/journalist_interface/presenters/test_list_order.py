"""The order of the list: every case once, by the column's value, and those without one last."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalist_interface.presenters.list_order import ListColumn, ShownNames, in_order
from journalist_interface.presenters.listed_case import ListedCase
from store.api.messages import CaseRow
from store.domain.event import CaseRole
from store.domain.stages import Stage

_DAY = date(2027, 3, 1)
NAMES = ShownNames(
    {"abuse": "Penyalahgunaan wewenang", "environment": "lingkungan", "fraud": "Kecurangan"}.__getitem__,
    {"budi": "Zainal Budi", "sari": "sari wulandari"}.__getitem__,
)


@st.composite
def listed_cases(draw: st.DrawFn) -> ListedCase:
    """A case as the list may get it; the store's words are not proven, so the stage may be any."""
    due = draw(st.none() | st.integers(0, 99))
    row = CaseRow(
        draw(st.integers(0, 2**128 - 1)).to_bytes(16).hex(),
        draw(st.sampled_from([stage.value for stage in Stage]) | st.just("nowhere")),
        _DAY + timedelta(days=draw(st.integers(0, 99))),
        _DAY,
        draw(st.integers(0, 3)),
        1,
        CaseRole.OFFICER,
        True,
        draw(st.none() | st.sampled_from(["sari", "budi"])),
        None if due is None else _DAY + timedelta(days=due),
        False,
        False,
        1,
        "0" * 64,
    )
    files, category = draw(st.none() | st.integers(0, 3)), draw(st.none() | st.just("environment"))
    return ListedCase(row, True, category, False, (), 0, False, draw(st.sampled_from(["", "A", "b"])), files)


@given(cases=st.lists(listed_cases()), column=st.sampled_from(ListColumn), descending=st.booleans())
def test_every_case_stays_once_in_every_order(
    cases: list[ListedCase], column: ListColumn, *, descending: bool
) -> None:
    ordered = in_order(cases, column, NAMES, descending=descending)
    assert sorted(map(id, ordered)) == sorted(map(id, cases))


@given(cases=st.lists(listed_cases()), descending=st.booleans())
def test_days_go_up_or_down_and_cases_without_a_day_stand_last(
    cases: list[ListedCase], *, descending: bool
) -> None:
    days = [case.row.due for case in in_order(cases, ListColumn.DEADLINE, NAMES, descending=descending)]
    known = [day for day in days if day is not None]
    assert days == [*sorted(known, reverse=descending), *[None] * (len(days) - len(known))]


@pytest.mark.parametrize("descending", [False, True])
def test_stages_go_in_the_order_of_the_procedure(*, descending: bool) -> None:
    rows = [row_at(stage, number) for number, stage in enumerate(reversed(Stage))]
    cases = [ListedCase(row, True, None, False, (), 0, False) for row in rows]
    ordered = in_order(cases, ListColumn.STAGE, NAMES, descending=descending)
    assert [case.row.stage for case in ordered] == sorted(Stage, key=list(Stage).index, reverse=descending)


def test_categories_and_people_go_by_the_names_that_are_shown() -> None:
    codes = [("abuse", "budi"), ("environment", None), ("fraud", "sari")]
    cases = [
        ListedCase(row_at(Stage.REVIEW, number, handler), True, category, False, (), 0, False)
        for number, (category, handler) in enumerate(codes)
    ]
    by_category = in_order(cases, ListColumn.CATEGORY, NAMES, descending=False)
    assert [case.category for case in by_category] == ["fraud", "environment", "abuse"]
    by_handler = in_order(cases, ListColumn.HANDLER, NAMES, descending=False)
    assert [case.row.handler for case in by_handler] == ["sari", "budi", None]


def row_at(stage: Stage, number: int, handler: str | None = None) -> CaseRow:
    """Return the row of a case at a stage."""
    case, head = f"{number:032x}", "0" * 64
    return CaseRow(
        case, stage.value, _DAY, _DAY, 0, 1, CaseRole.OFFICER, True, handler, None, False, False, 1, head
    )
