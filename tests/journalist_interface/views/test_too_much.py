"""Too many files, or too much text: what is said then is true of a reply, a note and a paper alike."""

import pytest

from journalist_interface.forms.incoming import MOST_FILES
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page, do
from tests.office import TestOffice

TOO_MANY = {
    "id": "Paling banyak 100 berkas dapat dikirim sekaligus. Kirim sisanya sesudah itu.",
    "en": "At most 100 files can be sent at once. Send the others afterwards.",
}
TOO_LONG = {
    "id": ("Teks terlalu panjang", "Kirim dalam beberapa bagian."),
    "en": ("The text is too long", "Send it in parts."),
}
FILES = [(f"{number}.txt", b"x") for number in range(MOST_FILES + 1)]


@pytest.mark.parametrize("language", ["id", "en"])
def test_too_many_files_are_refused_in_words_that_fit_what_is_written(
    busy_office: TestOffice, browsers: OfficerBrowsers, language: str
) -> None:
    sari, case = browsers.of("sari"), busy_office.report().case
    note = do(sari, case, "note", {"text": "Dengan banyak berkas"}, FILES, language)
    reply = sari.post(sari.case(case, language).form("/reply"), {"text": "Dengan banyak berkas"}, FILES)
    for page in (note, reply):
        assert page.status == 413
        assert TOO_MANY[language] in page.text
        assert "Dengan banyak berkas" in page.text


@pytest.mark.parametrize("language", ["id", "en"])
def test_too_long_a_text_is_refused_in_words_that_fit_what_is_written(
    busy_office: TestOffice, browsers: OfficerBrowsers, language: str
) -> None:
    sari, case = browsers.of("sari"), busy_office.report().case
    much = {"text": "x" * (2 * 1024 * 1024 + 1)}
    note = sari.post(action_page(sari, case, "note", language).form("/do/note"), much, [])
    reply = sari.post(sari.case(case, language).form("/reply"), much, [])
    for page in (note, reply):
        assert page.status == 413
        assert all(words in page.text for words in TOO_LONG[language])
        assert "x" * 100_000 in page.text


LONG = "Awal teks yang tidak boleh hilang. " + "x" * (2 * 1024 * 1024)


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_form_without_files_that_is_too_long_is_refused_with_its_text(
    busy_office: TestOffice, browsers: OfficerBrowsers, language: str
) -> None:
    sari, case = browsers.of("sari"), busy_office.report().case
    form = action_page(sari, case, "hand-to", language).form("/do/hand-to")
    page = sari.post(form, {"reason": LONG})
    assert page.status == 413
    assert {"id": "Ini terlalu besar", "en": "This is too large"}[language] in page.text
    assert LONG in page.text
    assert {"id": "Tidak ada yang terkirim", "en": "Nothing of it was sent"}[language] in page.text
    again = action_page(sari, case, "hand-to", language).form("/do/hand-to")
    assert again.fields["reason"] == LONG  # to be shortened where it was typed
    assert sari.post(again, {"reason": "Singkat", "person": "budi"}).status == 200


def test_a_form_beyond_all_measure_is_refused_on_a_page_of_the_house(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    sari, case = browsers.of("sari"), busy_office.report().case
    form = action_page(sari, case, "hand-to").form("/do/hand-to")
    page = sari.post(form, {"reason": "x" * (9 * 1024 * 1024)})
    assert page.status == 413
    assert "Ini terlalu besar" in page.text
    assert "xxx" not in page.text


def test_a_form_that_is_too_long_after_a_restart_of_the_workstation_leads_back_to_the_terminal(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    sari, case = browsers.of("sari"), busy_office.report().case
    form = action_page(sari, case, "hand-to").form("/do/hand-to")
    with browsers.station("sari").browser() as stranger:
        stranger.http.cookies.clear()
        page = stranger.post(form, {"reason": LONG})
    assert page.status == 403
    assert "Buka Kentongan dari terminal" in page.text
