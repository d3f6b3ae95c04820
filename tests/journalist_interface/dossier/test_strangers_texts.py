"""Strangers' texts in a PDF: whatever they are made of, the file is made soon, in bounds, and shows them."""

import resource
from collections.abc import Mapping
from datetime import date

import pytest

from journalist_interface.dossier import pdf
from journalist_interface.dossier.passages import Passages
from journalist_interface.dossier.pdf import TooMuchTextError, typeset
from journalist_interface.dossier.printable import printable

DAY = date(2026, 11, 26)
ACUTE = "\N{COMBINING ACUTE ACCENT}"
UNFITTING = "\N{CYRILLIC SMALL LETTER ZHE WITH DESCENDER}\N{COMBINING LIGATURE LEFT HALF}"
SOON = 8.0  # seconds of processor time; such a heap of marks took half a minute


def document(text: str) -> Mapping[str, object]:
    """A document that says this."""
    pair = ("a", "b")
    return {
        "title": pair,
        "office": "Kantor",
        "unit": "Unit",
        "register": "ABCD2345",
        "date": (DAY.year, DAY.month, DAY.day),
        "mark": None,
        "archive": None,
        "words": {"page": pair, "left_out": pair, "columns": (pair, pair)},
        "notes": [],
        "cover": [{"label": pair, "text": printable(text).split("\n")}],
        "sections": [],
    }


def test_a_heap_of_marks_on_one_letter_keeps_no_one_waiting() -> None:
    began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert typeset(document("a" + ACUTE * 20_000), DAY).startswith(b"%PDF-")
    assert 0 < resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began < SOON


def test_of_a_heap_of_marks_the_first_stand_on_their_letter_and_the_others_are_spelled_out() -> None:
    assert printable("e" + ACUTE * 4) == "e" + ACUTE * 4
    assert printable("e" + ACUTE * 6 + " x") == "e" + ACUTE * 4 + "[U+0301]" * 2 + " x"


def test_a_letter_that_is_spelled_out_counts_as_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", 3_000)
    letters = "\N{CYRILLIC CAPITAL LETTER ZHE}" * 1_000
    assert typeset(document(letters), DAY)
    assert typeset(document(UNFITTING), DAY)
    with pytest.raises(TooMuchTextError):
        typeset(document(letters + UNFITTING), DAY)


def test_a_text_of_very_many_lines_counts_as_the_memory_that_they_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", 5_000)
    assert typeset(document("a" * 2_000), DAY)
    assert typeset(document('", "' * 300), DAY)
    with pytest.raises(TooMuchTextError):
        typeset(document("\n".join("a" * 400)), DAY)


def test_words_joined_by_no_break_spaces_get_places_to_break_like_any_long_word() -> None:
    for space in ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{FIGURE SPACE}"):
        pieces = printable(f"kata{space}" * 100).split("\u200b")
        assert max(map(len, pieces)) == 40


def test_a_long_word_that_was_left_out_is_found_behind_other_letters_too() -> None:
    address = "https://contoh.invalid/berkas/laporan-keuangan-tahun-anggaran-2025/lampiran"
    passages = Passages(frozenset({"a.0"}))
    passages.paragraphs("a", "A", address)
    passages.paragraphs("b", "B", f"lihat:{address}")
    assert [passage.name for passage in passages.still_there()] == ["b.0"]
