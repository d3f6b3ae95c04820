"""A text is cut into parts that fit on a page, at work in proportion to its length, whatever its characters."""

from typing import SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.web.text_parts import text_parts, text_weight

MOST, CHARACTERS = 1_000, 200
TEXT = st.text("ab \n\t\r\x00\x7f&<\u00ad\u0301é漢\U0001f600", max_size=3_000)


class CountedText(str):
    """A text that counts the characters that are copied out of it, and out of its copies."""

    __slots__ = ("copied",)
    copied: list[int]

    def __getitem__(self, place: SupportsIndex | slice) -> "CountedText":
        found = CountedText(super().__getitem__(place))
        found.copied = self.copied
        self.copied[0] += len(found)
        return found


@given(TEXT)
def test_the_parts_are_the_text_and_none_is_longer_or_heavier_than_it_may_be(text: str) -> None:
    parts = list(text_parts(text, MOST, characters=CHARACTERS))
    assert "".join(parts) == text
    assert all(len(part) <= CHARACTERS and text_weight(part) <= MOST for part in parts)


@pytest.mark.parametrize("character", ["x", "x ", "\x7f", "\U0001f600", '"'])
def test_no_text_is_copied_more_than_a_few_times_however_long_it_is(character: str) -> None:
    text = CountedText(character * 20_000)
    text.copied = [0]
    parts = list(text_parts(text, MOST, characters=CHARACTERS))
    assert len(parts) >= 100
    assert text.copied[0] <= 6 * len(text)
