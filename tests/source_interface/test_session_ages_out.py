"""A mailbox that closes by itself while its reporter writes: no text is lost, and nothing is done by half."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from store.domain.reply import Notice
from tests.source_interface.attached import blobs_of
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.report_reader import Reader, answer
from tests.source_interface.reporter import Reporter, form_to, multipart, shown_code, withdrawal_form

TEXT = "Ditulis lebih lama daripada sesi"
LONGER_THAN_A_SESSION = 7
"""Hours; a session lasts six after its last use."""
WITH_TEXT = {
    "/mailbox/message": "/mailbox",
    "/mailbox/files": "/mailbox",
    "/mailbox/outcome": "/mailbox/outcome",
    "/mailbox/threat": "/mailbox/threat",
}
"""Forms that a person writes in, and the pages where they stand."""
BUTTONS = {"/mailbox/erase": "/mailbox/erase", "/mailbox/code": "/mailbox/code", "/mailbox/leave": "/mailbox"}
WITH_FILES = ("/mailbox/attachments", "/mailbox/files/frame")
AFTER_A_BUTTON = "/mailbox/code/repeat"
OF_A_QUESTION = "/mailbox/consent/<int(min=1, max=1000000):place>"
OF_AN_ANSWER = "/mailbox/files/received"


def sent(talk: Correspondence) -> list[str | None]:
    """The texts that reached the office after the report."""
    return [envelope.text for envelope in Reader(talk.office, "sari").read(talk.case.case)[1:]]


def reached_by_code(talk: Correspondence, page: TestResponse) -> TestResponse:
    """The mailbox after typing the code on the page that asks for it."""
    return talk.reporter.send(form_to(page, "/open"), code=talk.case.code)


def send_what_waits(talk: Correspondence, page: TestResponse) -> None:
    """Open the mailbox again and send the text in its box."""
    inside = reached_by_code(talk, page)
    waiting = form_to(inside, "/mailbox/message")
    assert waiting.fields["text"] == [TEXT]
    assert talk.reporter.send(waiting).status_code == 303


def test_every_form_of_a_mailbox_is_tried_here(box: Box) -> None:
    posted = {
        rule.rule.removeprefix("/<language:language>")
        for rule in box.app().url_map.iter_rules()
        if "POST" in (rule.methods or ()) and "/mailbox" in rule.rule
    }
    assert posted == {
        *WITH_TEXT,
        *BUTTONS,
        *WITH_FILES,
        AFTER_A_BUTTON,
        OF_A_QUESTION,
        OF_AN_ANSWER,
    }


@pytest.mark.parametrize("switch", [None, "1"], ids=["sent", "in the other language"])
@pytest.mark.parametrize("ending", WITH_TEXT)
def test_what_was_written_stands_on_the_page_for_the_code_and_is_sent_after_it(
    talk: Correspondence, ending: str, switch: str | None
) -> None:
    form = form_to(talk.reporter.open(WITH_TEXT[ending]), ending)
    talk.office.move(hours=LONGER_THAN_A_SESSION)
    page = talk.reporter.send(form, text=TEXT, switch=switch)
    assert page.status_code == 403
    assert form_to(page, "/open").fields["text"] == [TEXT]
    assert sent(talk) == []
    send_what_waits(talk, page)
    assert sent(talk) == [TEXT]


@pytest.mark.parametrize("ending", WITH_FILES)
def test_what_was_written_beside_files_stands_there_too_and_no_file_is_kept(
    talk: Correspondence, box: Box, ending: str
) -> None:
    form = form_to(talk.reporter.files_page(), ending)
    fields = [("csrf_token", form.fields["csrf_token"][0]), ("text", TEXT)]
    body, kind = multipart(fields, [("bukti.txt", b"isi")])
    talk.office.move(hours=LONGER_THAN_A_SESSION)
    page = talk.reporter.client.post(form.action, data=body, content_type=kind)
    assert page.status_code == 403
    assert "Tidak ada berkas yang tersimpan dari percobaan ini" in page.text
    assert blobs_of(box) == []
    send_what_waits(talk, page)
    assert sent(talk) == [TEXT]


@pytest.mark.parametrize("ending", BUTTONS)
def test_a_button_does_nothing_and_the_code_opens_the_mailbox_again(
    talk: Correspondence, ending: str
) -> None:
    form = form_to(talk.reporter.open(BUTTONS[ending]), ending)
    talk.office.move(hours=LONGER_THAN_A_SESSION)
    page = talk.reporter.send(form)
    assert page.status_code == 403
    assert reached_by_code(talk, page).status_code == 303
    assert "Laporan saya" in talk.page()
    assert "Salinan satu pesan Anda sudah dihapus" not in talk.page()


def test_a_new_code_that_is_typed_too_late_is_not_taken_and_the_old_one_works_on(
    talk: Correspondence,
) -> None:
    offer = talk.reporter.send(form_to(talk.reporter.open("/mailbox/code"), "/mailbox/code"))
    talk.office.move(hours=LONGER_THAN_A_SESSION)
    page = talk.reporter.send(form_to(offer, AFTER_A_BUTTON), code=shown_code(offer))
    assert page.status_code == 403
    assert not Reporter.another(talk.reporter).opens(shown_code(offer))
    assert Reporter.another(talk.reporter).opens(talk.case.code)


def test_a_file_is_not_withdrawn_by_a_form_that_is_too_old(talk: Correspondence, box: Box) -> None:
    talk.case.attaches(b"isi", "bukti.txt")
    form = withdrawal_form(talk.reporter.mailbox())
    talk.office.move(hours=LONGER_THAN_A_SESSION)
    page = talk.reporter.send(form)
    assert page.status_code == 403
    assert len(blobs_of(box)) == 1
    assert reached_by_code(talk, page).status_code == 303
    assert "bukti.txt" in talk.page()


def test_a_consent_that_is_given_too_late_for_the_session_is_none(talk: Correspondence) -> None:
    until = talk.office.clock.today() + timedelta(days=10)
    answer(talk.office, "sari", talk.case, "", notice=Notice("consent", until, referred="LPSK"))
    path = "/mailbox/consent/2"
    form = form_to(talk.reporter.open(path), path)
    talk.office.move(hours=LONGER_THAN_A_SESSION)
    page = talk.reporter.send(form, answer="yes")
    assert page.status_code == 403
    assert sent(talk) == []
    assert reached_by_code(talk, page).status_code == 303
    assert "Jawaban Anda sejauh ini" not in talk.reporter.open(path).text


def test_the_whole_answer_to_an_upload_is_not_shown_after_the_session(talk: Correspondence) -> None:
    form = form_to(talk.reporter.files_page(), "/mailbox/files/frame")
    fields = [("csrf_token", form.fields["csrf_token"][0])]
    body, kind = multipart(fields, [(f"Surat {number}.txt", b"isi") for number in range(9)])
    framed = talk.reporter.client.post(form.action, data=body, content_type=kind)
    whole = form_to(framed, OF_AN_ANSWER)
    talk.office.move(hours=LONGER_THAN_A_SESSION)
    page = talk.reporter.send(whole)
    assert page.status_code == 403
    assert "Surat 8.txt" not in page.text


def test_a_session_that_is_used_lasts(talk: Correspondence) -> None:
    for _page in range(3):
        talk.office.move(hours=5)
        assert talk.reporter.mailbox().status_code == 200
