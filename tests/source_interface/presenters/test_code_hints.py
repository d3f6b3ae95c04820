"""A slip in a code gets a hint where it is typed, and the hint tells nothing of which codes exist."""

import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from crypto.codename import words
from tests.source_interface.box import Box
from tests.source_interface.chosen_code import opens_by
from tests.source_interface.reporter import Reporter, form_to, shown_code


def hints_of(page: TestResponse) -> str:
    """Return what the page says about the words, as one text."""
    found = re.search(r'<div class="note">\s*<ul>(.*?)</ul>', page.text, re.DOTALL)
    return "" if found is None else " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def with_slip(code: str, place: int = 2) -> str:
    """One letter of one word is not the one that is meant."""
    listed = code.split()
    listed[place] = listed[place][:-1] + "q"
    return " ".join(listed)


@pytest.fixture
def code(reporter: Reporter) -> str:
    return shown_code(reporter.report())


def test_on_the_sign_in_page_a_slip_of_one_letter_is_named_and_mended_with_one_press(
    reporter: Reporter, code: str
) -> None:
    wrong = with_slip(code)
    page = reporter.tries(wrong)
    meant = code.split()[2]
    assert f"Kata ke-3, “{wrong.split()[2]}”, tidak ada dalam daftar kata kami." in hints_of(page)
    assert f"Mungkin maksudnya “{meant}”." in hints_of(page)
    assert form_to(page, "/open").fields["code"] == [wrong], "what was typed is not changed"
    assert 'name="mend" value="1"' in page.text
    assert reporter.send(form_to(page, "/open"), mend="1").status_code == 303
    assert "Harga di kuitansi" in reporter.mailbox().text


def test_on_the_page_that_shows_the_code_a_slip_is_named_too(reporter: Reporter) -> None:
    page = reporter.report()
    again = reporter.repeat(page, with_slip(shown_code(page)))
    assert f"Mungkin maksudnya “{shown_code(page).split()[2]}”." in hints_of(again)
    assert 'name="mend"' not in again.text, "it must come from the paper"


def test_words_that_are_missing_or_too_many_are_counted(reporter: Reporter, code: str) -> None:
    assert hints_of(reporter.tries(code.rsplit(" ", 1)[0])) == (
        "Anda mengetik 7 kata. Satu kode terdiri dari 8 kata."
    )
    assert "Anda mengetik 9 kata." in hints_of(reporter.tries(f"{code} {words('id')[0]}"))


def test_no_button_offers_what_is_no_whole_code_yet(reporter: Reporter, code: str) -> None:
    slip = with_slip(code)
    assert 'name="mend"' in reporter.tries(slip).text
    for typed in (slip.rsplit(" ", 1)[0], f"{slip.rsplit(' ', 1)[0]} zzzzzzzz"):
        page = reporter.tries(typed)
        assert "Mungkin maksudnya" in hints_of(page)
        assert 'name="mend"' not in page.text


def test_the_same_text_gets_the_same_hint_whether_or_not_a_code_like_it_exists(
    reporter: Reporter, box: Box, code: str
) -> None:
    listed = words("id")
    strange = " ".join(listed[:8])
    before = [hints_of(reporter.tries(typed)) for typed in (strange, with_slip(strange))]
    opens_by(box.services(), box.office.report("Laporan orang lain", opens=True), strange)
    assert hints_of(reporter.tries(with_slip(strange))) == before[1]
    other = [*code.split()[:-1], next(word for word in listed if word not in code)]
    for typed in (" ".join(reversed(code.split())), " ".join(other)):
        assert hints_of(reporter.tries(typed)) == before[0] == "", (
            "all its words are listed, and that is all we say"
        )


def test_what_is_no_code_at_all_gets_no_hint_and_no_button(reporter: Reporter) -> None:
    for typed in ("saya lupa kode itu", "<b>budi</b> dan <i>wati</i>", "x" * 900):
        page = reporter.tries(typed)
        assert hints_of(page) == ""
        assert 'name="mend"' not in page.text


def test_pressing_the_button_on_a_text_that_cannot_be_mended_tries_the_text_itself(
    reporter: Reporter, code: str
) -> None:
    assert reporter.send(form_to(reporter.open("/open"), "/open"), code=code, mend="1").status_code == 303
    assert reporter.mailbox().status_code == 200
