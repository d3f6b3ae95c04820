"""The cursor of a list: one spelling, and a clear answer to everything else."""

import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.api.messages import Cursor as OnTheWire
from store.cases.paging import Cursor
from store.errors import CursorError

CURSORS = st.builds(
    Cursor, st.sampled_from([0, 1]), st.dates(), st.text("0123456789abcdef", min_size=32, max_size=32)
)


@given(cursor=CURSORS)
def test_a_cursor_is_read_back(cursor: Cursor) -> None:
    text = cursor.encode()
    assert Cursor.decode(text) == cursor
    [limits] = OnTheWire.__metadata__  # type: ignore[attr-defined]  # an Annotated alias has its limits there
    assert len(text) <= limits.max_length


@given(
    text=st.text(max_size=200)
    | st.text(max_size=60, min_size=60)
    | st.binary(max_size=45).map(lambda data: base64.urlsafe_b64encode(data).decode())
)
def test_any_text_is_a_cursor_of_ours_or_refused(text: str) -> None:
    with contextlib.suppress(CursorError):
        assert Cursor.decode(text).encode() == text


@pytest.mark.parametrize(
    "inside",
    [
        "0012026-13-01" + "a" * 32,
        "0012026-11-25" + "A" * 32,
        "0012026-11-25" + "g" * 32,
        "0012026-11-2\n" + "a" * 32,
        "0010000-00-00" + "a" * 32,
        "0012026-11-25" + "a" * 31 + "\n",
        "0022026-11-25" + "a" * 32,
        "1012026-11-25" + "a" * 32,
    ],
)
def test_a_cursor_that_names_no_rank_day_and_case_is_refused(inside: str) -> None:
    with pytest.raises(CursorError):
        Cursor.decode(base64.urlsafe_b64encode(inside.encode()).decode())
