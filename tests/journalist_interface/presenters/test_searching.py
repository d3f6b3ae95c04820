"""The search: all words, any capital letters, an excerpt with what was found."""

import time

import pytest

from journalist_interface.presenters.searching import Passage, excerpt, found_in, words_of

REPORT = Passage("Laporan", "Bendahara menaikkan HARGA laptop.\nSetiap bulan.")
REPLY = Passage("Pesan 2", "Apakah ada kuitansi?")


@pytest.mark.parametrize(
    ("search", "places"),
    [
        ("harga", ["Laporan"]),
        ("HARGA Laptop", ["Laporan"]),
        ("kuitansi bendahara", ["Laporan", "Pesan 2"]),
        ("harga setiap kuitansi", ["Laporan", "Pesan 2"]),
        ("ｈａｒｇａ", ["Laporan"]),
        ("harga rumah", []),
        ("  ", []),
        ("", []),
    ],
)
def test_a_case_is_found_when_every_word_occurs_in_it(search: str, places: list[str]) -> None:
    assert [place.where for place in found_in([REPORT, REPLY], words_of(search))] == places


def test_the_excerpt_marks_what_was_found_and_says_that_there_is_more() -> None:
    text = "x" * 200 + " Straße\nnach Köln " + "y" * 200
    pieces = excerpt(text, words_of("STRASSE köln"))
    assert [part.text for part in pieces if part.found] == ["Straße", "Köln"]
    shown = "".join(part.text for part in pieces)
    assert shown.startswith("…x")
    assert shown.endswith("y…")
    assert "Straße nach Köln" in shown


def test_overlapping_words_are_marked_once() -> None:
    pieces = excerpt("kentongan", words_of("kento tongan"))
    assert [(part.text, part.found) for part in pieces] == [("kentongan", True)]


def test_a_letter_that_becomes_several_is_still_cut_where_it_stands() -> None:
    pieces = excerpt("ﬃ dan İstanbul", words_of("ffi"))
    assert [part.text for part in pieces if part.found] == ["ﬃ"]


def test_marks_above_each_other_without_end_do_not_hold_the_search_up() -> None:
    """Their normal form costs the square of their number: one report could stop the workstation for minutes."""
    marks = Passage("Laporan", "a" + ("\u0301" * 48_000 + "\u0323" * 48_000) + " harga")
    began = time.process_time()
    assert len(found_in([marks] * 6, words_of("harga"))) == 3
    assert time.process_time() - began < 5


def test_an_excerpt_of_a_long_text_costs_no_more_than_its_length() -> None:
    [place] = found_in([Passage("Laporan", "é " * 1_000_000 + "harga " + "y " * 100)], words_of("harga"))
    began = time.process_time()
    pieces = [place.excerpt(words_of("harga")) for _ in range(100)][-1]
    assert time.process_time() - began < 2
    assert [part.text for part in pieces if part.found] == ["harga"]
    assert 100 < sum(len(part.text) for part in pieces) < 200


def test_of_a_found_text_only_the_part_around_is_held_and_shows_the_same() -> None:
    """Hundreds of results, each of the longest texts, would take gigabytes."""
    for letter in ("x", "é"):
        text, words = letter * 1_000_000 + " harga " + letter * 1_000_000, words_of("harga")
        [place] = found_in([Passage("Laporan", text)], words)
        assert len(place.text) < 10_000
        assert place.excerpt(words) == excerpt(text, words, text.index("harga"))
    [short] = found_in([REPLY], words_of("kuitansi"))
    assert short.text == REPLY.text


@pytest.mark.parametrize("letter", ["x", "é", "ﬃ", " "])
def test_a_word_is_found_and_marked_wherever_it_stands(letter: str) -> None:
    word = "kuitansi-" * 20
    for before in range(0, 300, 7):
        text = letter * before + word + letter * 300
        [place] = found_in([Passage("Laporan", text)], words_of(word))
        marked = [part.text for part in place.excerpt(words_of(word)) if part.found]
        assert len(marked) == 1
        assert marked[0]
        assert word.startswith(marked[0])


def test_a_letter_written_as_two_is_found_by_the_one() -> None:
    text = "a" * 100 + " Ko\u0308ln " + "b" * 100
    assert [place.where for place in found_in([Passage("Laporan", text)], words_of("köln"))] == ["Laporan"]


def test_a_sign_for_a_sentence_is_found_and_marked() -> None:
    text = "Kata Muhammad \ufdfa kepada kami, Köln " + "é " * 200
    [place] = found_in([Passage("Laporan", text)], words_of("MUHAMMAD \ufdfa"))
    marked = [part.text for part in place.excerpt(words_of("MUHAMMAD \ufdfa")) if part.found]
    assert marked == ["Muhammad", "\ufdfa"]
