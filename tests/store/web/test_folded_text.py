"""Texts as they are compared: alike however they are written, and never much longer than they were."""

import sys
import unicodedata

import pytest

from store.web.folded_text import MOST_GROWTH, folded


def test_no_character_becomes_more_than_a_few() -> None:
    letters = map(chr, range(sys.maxunicode + 1))
    become_many = [letter for letter in letters if len(unicodedata.normalize("NFKC", letter).casefold()) > 1]
    assert max(len(folded(letter)) for letter in become_many) == MOST_GROWTH


@pytest.mark.parametrize("sign", ["\ufdfa", "\ufdfb"])
def test_a_sign_for_a_sentence_is_compared_as_itself_wherever_it_stands(sign: str) -> None:
    assert folded(sign) == sign
    assert len(folded(sign * 10_000)) == 10_000
    for before in range(0, 300, 50):
        assert folded("É" * before + f"Nabi{sign}ＢＥＳＡＲ") == "é" * before + f"nabi{sign}besar"
