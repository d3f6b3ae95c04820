"""The page with the code: a slip shows it again, and after the mailbox was opened it never appears again."""

import re

from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter, form_to, shown_code


def test_the_warning_is_the_first_thing_on_the_page_and_boxed(reporter: Reporter) -> None:
    page = reporter.report().text
    box = page.index('<div class="codebox">')
    warning = page.index("Simpan kode ini. Tanpa kode ini Anda tidak bisa membaca jawaban petugas.")
    assert page.index("<main") < box < warning < page.index('class="words"') < page.index("<h1>")
    assert "Tulis Kode Rahasia ini di kertas" in page
    assert "Langkah 2 dari 3" in page


def test_the_code_entry_is_visible_and_helps_with_nothing(reporter: Reporter) -> None:
    for page in (reporter.report().text, reporter.open("/open").text):
        entry = re.search(r'<textarea id="code"[^>]*>', page)
        assert entry is not None
        for wanted in ('autocapitalize="none"', 'spellcheck="false"', 'autocomplete="off"'):
            assert wanted in entry[0]
        assert 'type="password"' not in page


def test_a_slip_shows_the_same_code_again_and_says_where(reporter: Reporter) -> None:
    page = reporter.report()
    code = shown_code(page)
    words = code.split()
    typed = " ".join([*words[:4], "salah", *words[5:]])
    again = reporter.repeat(page, typed)
    assert again.status_code == 400
    assert shown_code(again) == code
    assert "berbeda pada kata ke-5" in again.text
    assert form_to(again, "/report/code").fields["code"] == [typed]
    assert reporter.repeat(again).status_code == 303


def test_an_empty_or_endless_entry_shows_the_code_again(reporter: Reporter) -> None:
    page = reporter.report()
    for typed in ("", "   ", "kata " * 1_000):
        again = reporter.repeat(page, typed)
        assert shown_code(again) == shown_code(page)


def test_case_spaces_hyphens_and_line_breaks_are_forgiven(reporter: Reporter) -> None:
    page = reporter.report()
    typed = "\n" + shown_code(page).upper().replace(" ", " -\n ", 3).replace(" ", "\N{NO-BREAK SPACE}") + "  "
    assert reporter.repeat(page, typed).status_code == 303


def test_a_correct_entry_opens_the_mailbox_and_the_code_is_in_no_address(reporter: Reporter) -> None:
    answer = reporter.repeat(reporter.report())
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/id/mailbox/open?done=code"
    assert reporter.mailbox().status_code == 200


def test_the_mailbox_confirms_the_code_once_as_the_last_step(reporter: Reporter) -> None:
    led_to = reporter.repeat(reporter.report()).headers["Location"]
    page = reporter.client.get(led_to).text
    steps = ("<h1>", "Langkah 3 dari 3", "Kode Anda benar.", "Tahap:")
    assert sorted(steps, key=page.index) == list(steps)
    assert "Kode Anda benar." not in reporter.mailbox().text


def test_after_sign_in_the_page_never_appears_again(reporter: Reporter) -> None:
    page = reporter.report()
    reporter.repeat(page)
    for typed in (None, "salah"):
        again = reporter.repeat(page, typed)
        assert (again.status_code, again.headers["Location"]) == (303, "/id/mailbox")
    reporter.send(form_to(reporter.mailbox(), "/mailbox/leave"))
    for typed in (None, "salah"):
        again = reporter.repeat(page, typed)
        assert (again.status_code, again.headers["Location"]) == (303, "/id/open")


def test_days_later_the_page_does_not_appear_again(reporter: Reporter, box: Box) -> None:
    page = reporter.report()
    box.office.move(days=2)
    assert reporter.repeat(page, "salah").headers["Location"] == "/id/open"
    assert Reporter.another(reporter).sign_in(shown_code(page)).status_code == 303


def test_a_report_made_while_signed_in_to_another_opens_its_own_mailbox(reporter: Reporter) -> None:
    first = reporter.enter(what="Laporan pertama")
    second = reporter.enter(what="Laporan kedua")
    assert "Laporan pertama" in first.text
    assert "Laporan kedua" in second.text
    assert "Laporan pertama" not in second.text


def test_a_posted_code_with_a_foreign_token_is_never_shown(reporter: Reporter) -> None:
    form = form_to(reporter.report(), "/report/code")
    for token in ("", "palsu"):
        page = reporter.send(form, csrf_token=token, shown="kode palsu penipu", code="yang saya ketik")
        assert "kode palsu penipu" not in page.text
        assert "yang saya ketik" in page.text


def test_a_token_of_a_form_that_was_never_sent_shows_no_code(reporter: Reporter) -> None:
    token = reporter.report_form().fields["csrf_token"][0]
    form = form_to(reporter.report(), "/report/code")
    page = reporter.send(form, csrf_token=token, shown="kode palsu penipu", code="x")
    assert page.status_code == 303


def test_the_language_can_change_on_the_page_with_the_code(reporter: Reporter) -> None:
    page = reporter.report()
    form = form_to(page, "/report/code")
    form.action = "/en/report/code"
    english = reporter.send(form, switch="1", code="setengah")
    assert shown_code(english) == shown_code(page)
    assert "Keep this code." in english.text
