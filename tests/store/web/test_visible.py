"""No character of a stranger can hide, reorder or forge what an officer sees."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.domain.hidden_characters import is_hidden
from store.web.visible import has_hidden, visible, visible_beginning
from tests.counted_work import peak_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gaji\u202efdp.exe", "gaji[U+202E]fdp.exe"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\x00b\x1b[31m", "a[U+0000]b[U+001B][31m"),
        ("baris\r\nbaru\rlagi", "baris\nbaru\nlagi"),
        ("garis\u2028baru", "garis[U+2028]baru"),
        ("Ångström 漢字 ünïcode", "Ångström 漢字 ünïcode"),
    ],
)
def test_hidden_characters_are_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_hidden_is_left(text: str) -> None:
    for character in visible(text):
        assert character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text())
def test_on_one_line_there_are_no_line_breaks(text: str) -> None:
    assert not set(visible(text, one_line=True)) & set("\n\t\r\x0b\x0c\x85\u2028\u2029")


@given(
    st.text("ab\r\n\u0301\u202e\U0001f600", max_size=60) | st.text(max_size=60),
    st.integers(0, 20),
    st.booleans(),
)
def test_the_beginning_of_a_text_is_that_of_the_whole(text: str, most: int, one_line: bool) -> None:
    whole = visible(text, one_line=one_line)
    assert visible_beginning(text, most, one_line=one_line) == whole[:most]


def test_a_beginning_is_written_out_without_the_rest() -> None:
    text = "\x7f" * 500_000 + "\U0001f600"
    assert peak_of(lambda: visible_beginning(text, 1_501)) < len(text) // 10


def test_honest_text_is_not_called_hidden() -> None:
    assert not has_hidden("Baris satu\r\nbaris dua\tselesai")
    assert has_hidden("zero\u200bwidth")


@pytest.mark.parametrize("blank", "\u034f\u115f\u17b4\u180b\u2800\u3164\ufe0f\uffa0\U000e0100")
def test_characters_that_show_nothing_are_spelled_out(blank: str) -> None:
    assert visible(f"a{blank}b") == f"a[U+{ord(blank):04X}]b"


@given(st.characters())
def test_a_character_is_called_hidden_exactly_when_it_is_spelled_out(character: str) -> None:
    assert is_hidden(character) == (visible(character, one_line=True) != character.replace("\r", "\n"))


@pytest.mark.parametrize("mark", "\u0301\u0323\u20dd\u0e49")
def test_marks_piled_up_on_one_letter_do_not_reach_the_lines_around_it(mark: str) -> None:
    shown = visible(f"a{mark * 60}b")
    assert shown == f"a{mark * 4}{f'[U+{ord(mark):04X}]' * 56}b"
    assert has_hidden(f"a{mark * 60}b")


def test_the_marks_of_languages_stay() -> None:
    words = "ngu\u031b\u031b\u0301o\u031b\u0300i ש\u05c1\u05b8\u05ab ที่นี้ \ua98f\ua9b4\ua9bd\ua9c0"
    assert visible(words) == words


@given(st.text(st.sampled_from("ab\u0301\u0323\u034f\u200d\n")))
def test_no_letter_has_more_marks_than_a_line_is_high(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    marks = "".join("m" if unicodedata.category(each) == "Mn" else " " for each in visible(text))
    assert "m" * 5 not in marks
