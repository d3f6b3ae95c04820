"""The search: all words, any capital letters, an excerpt with what was found."""

import pytest

from journalist_interface.passages import Passage
from journalist_interface.searching import excerpt, found_in, words_of

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
    assert [one.where for one in found_in([REPORT, REPLY], words_of(search))] == places


def test_the_excerpt_marks_what_was_found_and_says_that_there_is_more() -> None:
    text = "x" * 200 + " Straße\nnach Köln " + "y" * 200
    pieces = excerpt(text, words_of("STRASSE köln"))
    assert [one.text for one in pieces if one.found] == ["Straße", "Köln"]
    shown = "".join(one.text for one in pieces)
    assert shown.startswith("…x")
    assert shown.endswith("y…")
    assert "Straße nach Köln" in shown


def test_overlapping_words_are_marked_once() -> None:
    pieces = excerpt("kentongan", words_of("kento tongan"))
    assert [(one.text, one.found) for one in pieces] == [("kentongan", True)]


def test_a_letter_that_becomes_several_is_still_cut_where_it_stands() -> None:
    pieces = excerpt("ﬃ dan İstanbul", words_of("ffi"))
    assert [one.text for one in pieces if one.found] == ["ﬃ"]
