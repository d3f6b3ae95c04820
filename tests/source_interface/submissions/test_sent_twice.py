"""The same form sent twice gives one report, and every code that was shown for it works."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from crypto.derive import codename_root
from tests.source_interface.box import Box
from tests.source_interface.report_reader import Reader, count_cases, identities
from tests.source_interface.reporter import ANSWERS, FormOnPage, Reporter, form_to, shown_code


def fresh(reporter: Reporter) -> Reporter:
    return Reporter.another(reporter)


def opens(reporter: Reporter, code: str) -> bool:
    return fresh(reporter).opens(code)


def test_the_same_form_twice_is_one_report_and_both_codes_open_it(reporter: Reporter, box: Box) -> None:
    form = reporter.report_form()
    first, second = (reporter.send(form, **ANSWERS) for _ in range(2))
    assert count_cases(box.office) == 1
    assert len(Reader(box.office, "sari").read()) == 1
    assert shown_code(first) != shown_code(second)
    assert "Laporannya tetap satu" in second.text
    assert opens(reporter, shown_code(first))
    assert opens(reporter, shown_code(second))


def test_a_double_click_is_one_report_even_at_the_same_moment(box: Box) -> None:
    app = box.app(derivations=4)
    reporter = Reporter(app.test_client())
    for _round in range(3):
        form = reporter.report_form()

        def send(_number: int, form: FormOnPage = form) -> str:
            return shown_code(Reporter(app.test_client()).send(form, **ANSWERS))

        before = count_cases(box.office)
        with ThreadPoolExecutor(6) as pool:
            codes = list(pool.map(send, range(6)))
        assert count_cases(box.office) == before + 1
        assert len(set(codes)) == 6
        assert all(opens(reporter, code) for code in codes)
    assert all(len(Reader(box.office, "sari").read(case)) == 1 for case in Reader(box.office, "sari").cases())


def test_a_changed_text_becomes_one_message_however_often_it_is_sent(reporter: Reporter, box: Box) -> None:
    form = reporter.report_form()
    reporter.send(form, **ANSWERS)
    changed = ANSWERS | {"what": "Harganya tiga kali.", "category": "fraud"}
    page = reporter.send(form, **changed)
    assert "Perubahan Anda sudah ditambahkan" in page.text
    reporter.send(form, **changed)
    report, message = Reader(box.office, "sari").read()
    assert report.report is not None
    assert report.report.what == ANSWERS["what"]
    assert message.text == (
        "Apa yang terjadi?\nHarganya tiga kali.\n\nJenis pelanggaran apa yang Anda duga?\nPenipuan"
    )


def texts(box: Box) -> list[str | None]:
    """Return what the officers read beside the report."""
    return [envelope.text for envelope in Reader(box.office, "sari").read()[1:]]


@pytest.mark.parametrize("change", [{"what": "Harganya tiga kali."}, {"category": "fraud"}, {"why": ""}])
def test_the_same_change_sent_again_in_another_language_is_one_message(
    reporter: Reporter, box: Box, change: dict[str, str]
) -> None:
    form = reporter.report_form()
    answers = ANSWERS | {"why": "Pemasoknya kerabat."}
    reporter.send(form, **answers)
    changed = answers | change
    pages = [
        reporter.send(replace(form, action=f"/{language}/report"), **changed)
        for language in ("en", "id", "en")
    ]
    assert all(shown_code(page) for page in pages)
    assert "What you changed was added" in pages[-1].text
    assert len(texts(box)) == 1


def test_a_change_back_to_what_was_told_before_is_told_again(reporter: Reporter, box: Box) -> None:
    form = reporter.report_form()
    reporter.send(form, **ANSWERS)
    for when in ("Sejak April.", "Sejak Mei.", "Sejak April."):
        reporter.send(form, **(ANSWERS | {"when": when}))
    told = texts(box)
    assert len(told) == 3
    assert told[0] == told[2] != told[1]


def test_when_there_is_no_turn_for_a_new_code_the_changes_are_not_told_either(box: Box) -> None:
    reporter = Reporter(box.app(derivations=1, derivation_wait_seconds=0.1).test_client())
    form = reporter.report_form()
    reporter.send(form, **ANSWERS)
    with box.services().session.derivations.turn():
        page = reporter.send(form, **(ANSWERS | {"when": "Sejak April."}))
    assert page.status_code == 503
    assert texts(box) == []
    assert shown_code(reporter.send(form_to(page, "/report")))
    assert len(texts(box)) == 1


def test_a_form_whose_mailbox_is_opened_meanwhile_tells_no_changes(box: Box) -> None:
    codes: list[str] = []

    def derive(normalised: str, salt: bytes) -> bytes:
        if codes:
            assert reporter.opens(codes.pop())
        return codename_root(normalised, salt)

    reporter = Reporter(box.app_deriving(derive, derivations=3, guesses=1).test_client())
    form = reporter.report_form()
    codes.append(code := shown_code(reporter.send(form, **ANSWERS)))
    page = reporter.send(form, **(ANSWERS | {"when": "Sejak April."}))
    assert page.status_code == 409
    assert texts(box) == []
    assert "Sejak April." not in page.text  # the sender of this is not in the mailbox
    assert "Sejak April." in reporter.send(form_to(page, "/open"), code=code).text


def test_changed_exclusions_are_not_taken_and_the_page_says_so(reporter: Reporter, box: Box) -> None:
    form = reporter.report_form()
    first = reporter.send(form, **ANSWERS, excluded=["petugas-2"])
    again = reporter.send(form, **ANSWERS, excluded=["petugas-2"])
    changed = reporter.send(form, **ANSWERS, excluded=["petugas-1"])
    sentence = "tidak dapat diubah lagi"
    assert [sentence in page.text for page in (first, again, changed)] == [False, False, True]
    assert Reader(box.office, "budi").cases() == []
    assert len(Reader(box.office, "sari").read()) == 1


def test_a_message_of_the_second_sending_keeps_to_the_first_exclusions(reporter: Reporter, box: Box) -> None:
    form = reporter.report_form()
    reporter.send(form, **ANSWERS, excluded=["petugas-2"])
    reporter.send(form, **(ANSWERS | {"why": "Sebab baru"}))
    sari = Reader(box.office, "sari")
    envelopes = sari.ciphertexts(sari.only_case())
    assert len(envelopes) == 2
    assert not any(Reader(box.office, "budi").opens(envelope) for envelope in envelopes)


def test_a_name_that_comes_with_the_second_sending_is_not_taken_and_the_page_says_so(
    reporter: Reporter, box: Box
) -> None:
    form = reporter.report_form()
    reporter.send(form, **ANSWERS)
    page = reporter.send(form, **ANSWERS, anonymous=None)
    page = reporter.send(form_to(page, "/report/identity"), name="Ratna", contact="0812")
    assert "tidak dapat diubah lagi" in page.text
    assert identities(box.office) == []


def test_after_the_mailbox_was_opened_the_form_is_spent_and_the_text_stays(
    reporter: Reporter, box: Box
) -> None:
    form = reporter.report_form()
    reporter.repeat(reporter.send(form, **ANSWERS))
    page = reporter.send(form, **(ANSWERS | {"where": "Tambahan penting"}))
    assert page.status_code == 409
    assert "Formulir ini sudah pernah dikirim" in page.text
    assert "Tambahan penting" in page.text
    assert ANSWERS["how"] in page.text
    assert 'class="words"' not in page.text
    assert count_cases(box.office) == 1


def test_the_form_can_be_sent_again_until_the_end_of_the_next_day(reporter: Reporter, box: Box) -> None:
    form = reporter.report_form()
    reporter.send(form, **ANSWERS)
    box.office.move(days=1)
    assert shown_code(reporter.send(form, **ANSWERS))
    box.office.move(days=1)
    assert reporter.send(form, **ANSWERS).status_code == 409
    assert count_cases(box.office) == 1


def test_a_form_that_waited_for_weeks_can_still_be_sent(reporter: Reporter, box: Box) -> None:
    form = reporter.report_form()
    box.office.move(days=40)
    assert shown_code(reporter.send(form, **ANSWERS))
