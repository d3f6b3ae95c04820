"""The head of a case says what stands over its conversation."""

import pytest

from store.cases.reporter_view import case_head, reporter_view
from store.engine.database import Database
from store.errors import NotFoundError
from tests.store.conftest import CaseMaker


def test_the_head_says_what_the_view_says(database: Database, make_case: CaseMaker) -> None:
    case = make_case().case
    head, view = case_head(database, case), reporter_view(database, case)
    assert (head.stage, head.received, head.due, head.exclusion) == (
        view.stage,
        view.received,
        view.due,
        view.exclusion,
    )
    assert head.stage == "received"


def test_a_case_that_is_not_there_has_no_head(database: Database) -> None:
    with pytest.raises(NotFoundError):
        case_head(database, "0" * 32)
