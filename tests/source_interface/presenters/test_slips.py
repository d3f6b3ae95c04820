"""A slip in a code gets a hint that comes from the word lists alone."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.codename import draw, normalise, words, words_drawn
from source_interface.presenters import code_hint
from source_interface.presenters.code_hint import Hint, Slip, hint_for, meant

ID, EN = words("id"), words("en")
LISTS = (ID, EN)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def hinted(text: str) -> Hint:
    hint = hint_for(text, LISTS)
    assert hint is not None
    return hint


def one_slip(word: str, place: int, kind: str, letter: str) -> str:
    """The word with one letter added, dropped, changed, or swapped with the next."""
    place %= len(word)
    if kind == "added":
        return word[:place] + letter + word[place:]
    if kind == "dropped":
        return word[:place] + word[place + 1 :]
    if kind == "changed":
        return word[:place] + letter + word[place + 1 :]
    return word[:place] + word[place : place + 2][::-1] + word[place + 2 :]


@given(
    st.sampled_from(ID),
    st.integers(0, 8),
    st.sampled_from(["added", "dropped", "changed", "swapped"]),
    st.sampled_from(LETTERS),
)
def test_the_word_meant_is_named_only_where_one_word_alone_is_a_letter_away(
    word: str, place: int, kind: str, letter: str
) -> None:
    typed = one_slip(word, place, kind, letter)
    if typed in ID:
        return
    near = [word for word in ID if _distance(word, typed) <= 1]
    assert word in near
    assert meant(typed, ID) == (word if near == [word] else None)


def test_a_slip_of_one_letter_names_the_place_the_word_and_the_whole_code() -> None:
    code = ID[:8]
    slip = code[2][:-1] + "q"
    hint = hinted(" ".join([*code[:2], slip, *code[3:]]))
    assert hint.slips == (Slip(3, slip, code[2]),)
    assert hint.corrected == " ".join(code)
    assert (hint.typed, hint.needed) == (8, 8)


def test_a_word_that_could_mean_several_is_named_without_a_guess() -> None:
    word, other = next((word, other) for word in EN for other in EN if _distance(word, other) == 1)
    typed = next(
        slip
        for place in range(len(word))
        for letter in LETTERS
        if (slip := one_slip(word, place, "changed", letter)) not in EN and _distance(slip, other) == 1
    )
    hint = hinted(" ".join([*EN[-6:], typed]))
    assert hint.slips == (Slip(7, typed, None),)
    assert hint.corrected == ""


@pytest.mark.parametrize("listed", LISTS)
def test_the_words_are_counted(listed: tuple[str, ...]) -> None:
    code = draw(listed).split()
    needed = words_drawn(listed)
    for typed in (code[1:], [*code, code[0]]):
        hint = hinted(" ".join(typed))
        assert (hint.slips, hint.typed, hint.needed) == ((), len(typed), needed)


@pytest.mark.parametrize("listed", LISTS)
def test_a_code_of_listed_words_gets_no_hint_whether_or_not_it_exists(listed: tuple[str, ...]) -> None:
    assert hint_for(draw(listed), LISTS) is None


@pytest.mark.parametrize("text", ["", "   ", "saya lupa kode itu kemarin sore", "a" * 900, "kata " * 1_000])
def test_what_is_no_code_at_all_gets_no_hint(text: str) -> None:
    assert hint_for(text, LISTS) is None


@given(st.text(max_size=1_100))
def test_any_text_gets_a_hint_or_none_and_never_an_error(text: str) -> None:
    hint = hint_for(text, LISTS)
    assert hint is None or normalise(hint.corrected) == hint.corrected


def test_the_hint_has_nothing_but_the_text_and_the_lists() -> None:
    assert list(inspect.signature(hint_for).parameters) == ["text", "lists"]
    source = inspect.getsource(code_hint)
    assert "store" not in source.replace("stored", "")
    assert "open(" not in source


def _distance(one: str, other: str) -> int:
    """Letters added, dropped, changed or swapped with their neighbour (optimal string alignment)."""
    if abs(len(one) - len(other)) > 1:
        return 2
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if i == 0 or j == 0:
                rows[i][j] = i + j
                continue
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            )
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]
