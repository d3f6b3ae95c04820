"""Long texts fold: nothing is lost by it, short texts stay whole, and no word is cut where there is a space."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalist_interface.presenters.labels import file_name, line, lines
from journalist_interface.presenters.long_text import (
    LONGEST_BLOCK,
    SHOWN_LINES,
    TEXT_BYTES,
    beginning,
    fold,
    line_weight,
    text_blocks,
)
from store.web.text_parts import text_parts, text_weight
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page
from tests.office import TestOffice


@given(st.text(max_size=5000) | st.text("ab \n", max_size=5000))
def test_beginning_and_rest_are_the_text(text: str) -> None:
    folded = fold(text)
    assert folded.beginning + folded.rest == text
    assert (folded.lines > 0) == bool(folded.rest)


@given(st.lists(st.text("ab", max_size=60), max_size=SHOWN_LINES).map("\n".join))
def test_a_text_of_few_lines_is_not_folded(text: str) -> None:
    assert fold(text).rest == ""


STRANGE = st.text("ab \n\t\r\x00\x7f&<>\"'\u00ad\u0301\u202e\U000e0001é漢", max_size=2000)


@given(st.text(max_size=500) | STRANGE)
def test_a_text_weighs_no_less_than_it_takes_on_a_page(text: str) -> None:
    assert text_weight(text) >= len(lines(text).encode())
    assert line_weight(text) >= len(line(text).encode())
    assert line_weight(text) >= len(file_name(text).encode()) or len(text) > 255


@pytest.mark.parametrize(
    "text", ["kata " * 60_000, "x" * 200_000, "\u00ad" * 90_000, "x" * 59_000 + "\u00ad" * 9_000, "", "kata"]
)
def test_the_parts_of_a_text_are_the_text_and_none_is_too_heavy(text: str) -> None:
    parts = list(text_parts(text, TEXT_BYTES))
    assert "".join(parts) == text
    assert all(text_weight(part) <= TEXT_BYTES for part in parts)
    assert all(part.endswith(" ") for part in parts[:-1] if " " in text)
    first = beginning(text)
    assert first.text == parts[0]
    assert first.left == sum(map(len, parts[1:]))


@pytest.mark.parametrize("text", ["\u0645a" * 10_000, "baris\n" * 5_000, "\n" * 20_000, "kata", ""])
def test_no_block_of_a_text_is_long_and_nothing_of_it_is_lost(text: str) -> None:
    blocks = list(text_blocks(text))
    assert "".join(blocks) == text
    assert all(0 < len(block) <= LONGEST_BLOCK for block in blocks)
    if "\n" in text:
        assert all(block.endswith("\n") for block in blocks)


def test_a_message_without_line_breaks_is_written_in_blocks_that_a_browser_can_order() -> None:
    written = lines("\u0645<" * 50_000)
    blocks = written.removeprefix("<div>").removesuffix("</div>").split("</div><div>")
    assert "".join(blocks) == "\u0645&lt;" * 50_000
    assert max(block.count("\u0645") for block in blocks) == LONGEST_BLOCK // 2
    assert lines("\u0645<" * 10) == "\u0645&lt;" * 10


def test_a_text_is_cut_after_its_twelfth_line() -> None:
    written = [f"baris {number}" for number in range(40)]
    folded = fold("\n".join(written))
    assert folded.beginning.split() == "\n".join(written[:SHOWN_LINES]).split()
    assert folded.lines == len(written) - SHOWN_LINES


def test_one_endless_paragraph_is_cut_between_words_and_one_endless_word_anywhere() -> None:
    words = fold("kata lain " * 400)
    assert words.beginning.endswith((" ", "kata", "lain"))
    assert words.rest.startswith(("kata", "lain"))
    assert fold("x" * 5000).rest


def test_the_page_folds_a_long_message_and_keeps_every_word_of_it(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report("Pendek saja")
    case.says("\n".join(f"Kejadian ke-{number}" for number in range(40)))
    page = browsers.of("sari").case(case.case)
    assert "Lanjutkan membaca" in page.text
    for number in range(40):
        assert f"Kejadian ke-{number}\n" in f"{page.html}\n" or f"Kejadian ke-{number}<" in page.html


@pytest.mark.parametrize("action", ["archive", "question"])
def test_a_text_of_the_office_comes_back_at_the_box_that_it_fills(
    busy_office: TestOffice, browsers: OfficerBrowsers, action: str
) -> None:
    case, sari = busy_office.report("Contoh teks").case, browsers.of("sari")
    sari.post(sari.case(case).form("/do/acknowledge"))
    page = action_page(sari, case, action)
    assert f'formaction="/id/cases/{case}/do/{action}#text"' in page.html
    assert f'formaction="/id/cases/{case}/reply#text"' in sari.case(case).html
    for shown in (page, sari.case(case)):
        assert 'id="text"' in shown.html
    assert f'href="/id/cases/{case}#reply"' in sari.case(case).html
