"""The promises of a codename: enough randomness, and one meaning however it is typed."""

import string
import sys
import unicodedata
from pathlib import Path

import pytest
from diceware import wordlist
from hypothesis import example, given
from hypothesis import strategies as st

from crypto.codename import (
    MAX_CHARACTERS,
    CodenameTooLongError,
    Language,
    WordListError,
    check_words,
    draw,
    normalise,
    read_words,
    words,
    words_drawn,
)

SEPARATORS = [
    *(" ", "  ", "\t", "\n", "\r\n", "\x0b", "\x85", "\u00a0", "\u1680", "\u2003", "\u2007", "\u2009"),
    *("\u2028", "\u2029", "\u202f", "\u205f", "\u3000", " \u200b ", "\ufeff ", "\u00ad\n"),
    *(
        "-",
        " - ",
        "--",
        "\u2010",
        "\u2011",
        "\u2012",
        "\u2013",
        "\u2014",
        "\u2015",
        "\u2043",
        "\u2212",
        "\u207b",
    ),
    *("\ufe58", "\ufe63", "\uff0d"),
]
INVISIBLE = [
    "\u00ad",
    "\u200b",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u200f",
    "\u202e",
    "\u2060",
    "\u2066",
    "\ufeff",
    "\ufe0f",
]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_codename_has_the_promised_number_of_words_of_the_list(language: Language) -> None:
    drawn = draw(words(language)).split(" ")
    assert len(drawn) == words_drawn(words(language)) == {"id": 8, "en": 7}[language]
    assert set(drawn) <= set(words(language))


def test_a_further_language_needs_one_word_list(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    letters = "abcdefghij"
    path.write_text(
        "\n".join(letter + other + more for letter in letters for other in letters for more in letters)
    )
    with pytest.raises(WordListError):
        read_words(path)  # 1,000 words are too few
    path.write_text(
        "\n".join(
            f"{letter}{other}{more}" for letter in letters for other in letters for more in letters + "xy"
        )
    )
    listed = read_words(path)
    assert len(draw(listed).split()) == words_drawn(listed) == 9  # of 10.2 bits each
    path.write_text(path.read_text() + "\naaa")
    with pytest.raises(WordListError):
        read_words(path)


@pytest.mark.parametrize("language", ["id", "en"])
def test_codenames_do_not_repeat(language: Language) -> None:
    assert len({draw(words(language)) for _ in range(1000)}) == 1000


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_place_of_a_codename_is_drawn_from_the_whole_list(language: Language) -> None:
    draws = [draw(words(language)).split(" ") for _ in range(2000)]
    for place in zip(*draws, strict=True):
        halves = sum(words(language).index(word) < len(words(language)) / 2 for word in place)
        # Fair halves of 2,000 draws leave this range less than once in 10^12 runs.
        assert 840 < halves < 1160


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_codename_as_shown_is_already_normalised(language: Language) -> None:
    shown = draw(words(language))
    assert normalise(shown) == shown


@pytest.mark.parametrize("separator", SEPARATORS)
def test_any_space_or_hyphen_between_words_gives_the_same_codename(separator: str) -> None:
    assert normalise(separator.join(["angsa", "kertas", "meja"])) == "angsa kertas meja"
    assert normalise(f"{separator}angsa{separator}") == "angsa"


@pytest.mark.parametrize("invisible", INVISIBLE)
def test_an_invisible_character_changes_nothing(invisible: str) -> None:
    assert normalise(f"{invisible}ang{invisible}sa kertas{invisible}") == "angsa kertas"


@pytest.mark.parametrize("shift", [0xFF21 - ord("A"), 0x1D400 - ord("A"), 0x24B6 - ord("A"), 0])
def test_capitals_full_width_bold_and_circled_letters_change_nothing(shift: int) -> None:
    typed = " ".join("".join(chr(ord(letter) + shift) for letter in word) for word in ("ANGSA", "KERTAS"))
    assert normalise(typed) == "angsa kertas"


@given(st.lists(st.sampled_from(words("id") + words("en")), max_size=40))
def test_words_are_never_counted_or_looked_up(chosen: list[str]) -> None:
    assert normalise(" ".join(chosen)) == " ".join(chosen)
    assert normalise(" ".join([*chosen, "xyzzy"])) == " ".join([*chosen, "xyzzy"])


def test_different_words_stay_different() -> None:
    assert normalise("angsa kertas") != normalise("kertas angsa")
    assert normalise("angsa kertas") != normalise("kertas angsa")


@given(st.text(max_size=MAX_CHARACTERS))
@example("a\u0345\u0301")
@example("\u1fb7\u0345")
@example("e\u200d\u0301")
@example("\u00a8-\u0301")
@example("\u0130\u0307")
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    # Compatibility forms can grow: an expansion beyond the limit is no input that a reporter signs in with.
    if len(once) <= MAX_CHARACTERS:
        assert normalise(once) == once
    assert once == once.strip()
    assert "  " not in once


def test_normalising_twice_is_normalising_once_for_every_character() -> None:
    assigned = (
        c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) not in {"Cn", "Co", "Cs"}
    )
    for character in assigned:
        # A combining iota and accent: what folding turns round most easily.
        once = normalise(f"{character} a{character}\u0345\u0301")
        assert normalise(once) == once, f"U+{ord(character):04X}"


def test_a_code_of_a_thousand_characters_is_read_and_a_longer_one_refused() -> None:
    assert normalise("a" * 1000) == "a" * 1000
    with pytest.raises(CodenameTooLongError, match="at most 1,000 characters") as caught:
        normalise("rahasiaku " * 101)
    assert "rahasiaku" not in str(caught.value)


def test_an_empty_code_stays_empty() -> None:
    assert normalise("") == normalise(" \n-\u200b") == ""


def test_exactly_the_four_hyphenated_words_of_the_eff_list_are_left_out() -> None:
    path = Path(wordlist.get_wordlists_dir()) / "wordlist_en_eff.txt"
    assert set(wordlist.WordList(path)) - set(words("en")) == {"drop-down", "felt-tip", "t-shirt", "yo-yo"}


@pytest.mark.parametrize(
    "listed",
    [
        ["angsa"],
        ["angsa", "angsa"],
        ["angsa", "Meja"],
        ["angsa", "me ja"],
        ["angsa", "me-ja"],
        ["angsa", "mejá"],
        ["angsa", ""],
        ["angsa", "meja", "kertas"],
    ],
)
def test_a_damaged_word_list_is_refused(listed: list[str]) -> None:
    with pytest.raises(WordListError, match="install Kentongan again"):
        check_words(listed, 2)


@given(st.sets(st.text(string.ascii_lowercase, min_size=1), min_size=1))
def test_a_sound_word_list_is_kept_as_it_is(listed: set[str]) -> None:
    assert check_words(sorted(listed), len(listed)) == tuple(sorted(listed))


def test_numbers_and_signs_of_a_note_do_not_matter() -> None:
    code = draw(words("id"))
    numbered = "\n".join(f"{place}. {word}," for place, word in enumerate(code.split(), 1))
    assert normalise(numbered) == normalise(code) == code


def test_indonesian_words_written_together_are_the_same_codename() -> None:
    for _ in range(50):
        code = draw(words("id"))
        assert normalise(code.replace(" ", "")) == code


def test_every_codename_is_its_own_normal_form() -> None:
    for word in (*words("id"), *words("en")):
        assert normalise(word) == word
