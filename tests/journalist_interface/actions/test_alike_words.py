"""The words by which reports are compared: of a text without any, and of one too long, none."""

import pytest

from journalist_interface.actions.alike import words_of
from store.domain.envelope import Report


def report(what: str, why: str = "") -> Report:
    """A report with one answer, or two."""
    return Report(what, "", "", "", "", why, None, None, anonymous=True)


def test_letters_of_any_case_and_numbers_are_words_and_all_answers_count() -> None:
    assert words_of(report("Beras, BERAS; nomor_12", "Rp 3.000")) == {
        "beras",
        "nomor",
        "12",
        "rp",
        "3",
        "000",
    }


@pytest.mark.parametrize("what", ["", "?! …", "kata " * 4_000 + "saksi"])
def test_of_what_cannot_be_compared_there_are_no_words(what: str) -> None:
    assert words_of(report(what)) == frozenset()
    assert words_of(None) == frozenset()
